#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes found.xlsx and days_1904.xlsx here with openpyxl, another program's workbooks for our reader's tests:
   python3 testdata/workbooks/make_workbooks.py        (Debian: python3-openpyxl 3.0.9)"""
import datetime
import os

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

here = os.path.dirname(os.path.abspath(__file__))
made = datetime.datetime(2026, 11, 28, 12, 0, 0)

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Found"
sheet.append(["no", "serial", "make", "found on", "price", "checked", "remark", None])
sheet.append([1, 123456789012, "Fábrica X", datetime.date(2019, 7, 12), 9.3, True, "a,b \"c\"\nd"])
sheet.append([2, "00123", "ТОЗ", datetime.datetime(2019, 7, 12, 10, 30), 0.1 + 0.2, False, None])
sheet.append([3, 1234, "FN", datetime.date(1900, 1, 1), 1e21, None, "=1+1"])
sheet.append([])
sheet.append([4, "A1", None, datetime.date(2020, 2, 29), -5, True, "plain"])
sheet["B4"].number_format = "000000"
sheet["D5"].number_format = "General"
sheet["D2"].number_format = "yyyy-mm-dd"
sheet["D3"].number_format = "dd/mm/yyyy hh:mm"
sheet["D4"].number_format = "mm/yyyy"
sheet["D6"].number_format = "[$-409]d\\-mmm\\-yy;@"
other = book.create_sheet("Other")
other.append(["id", "serial"])
other.append(["x", "ZZ9"])
book.properties.created = book.properties.modified = made
book.save(os.path.join(here, "found.xlsx"))

book = openpyxl.Workbook()
book.epoch = CALENDAR_MAC_1904
sheet = book.active
sheet.append(["serial", "day"])
sheet.append(["A1", datetime.date(2019, 7, 12)])
sheet["B2"].number_format = "d.m.yyyy"
book.properties.created = book.properties.modified = made
book.save(os.path.join(here, "days_1904.xlsx"))
