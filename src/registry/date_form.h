// SPDX-License-Identifier: Apache-2.0
// DateForms are the ways in which a register writes dates, tried in their order.
//
//   PM_ASSIGN(DateForms forms, DateForms::Parse({"DD/MM/YYYY", "ISO"}));
//   PM_ASSIGN(base::PartialDate date, forms.Read("07/03/2019"));      // 2019-03-07
//
// A form is YYYY, MM or M, DD or D, and signs between them; MM and DD are two digits, M and D one or two. "ISO" stands
// for 2019, 2019-03, 2019-03-07 and an instant 2019-03-07T10:00:00Z, of which the date counts as written. A year of
// two digits is no form: nobody could say which century. Plain value; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace proofmark::registry {

class DateForms {
 public:
  DateForms() : forms_{"ISO"} {}
  // Errors: kInvalid (a form without YYYY, with a letter that means nothing here, DD without MM, nothing at all).
  static base::Result<DateForms> Parse(std::vector<std::string> forms);
  // Errors: kInvalid (no form fits, or there is no such day in the calendar).
  base::Result<base::PartialDate> Read(std::string_view text) const;

 private:
  std::vector<std::string> forms_;
};

}  // namespace proofmark::registry
