// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { sizeOf } from '../../shared/size';
import { digestOf, FILE_BYTES_MAX, faultOf } from './files';

const blob = (...bytes: number[]) => new Blob([new Uint8Array(bytes)]);

test('a file is what its first bytes say', async () => {
  expect(await faultOf(blob(0xff, 0xd8, 0xff, 0xe0, 1, 2))).toBe('');
  expect(await faultOf(blob(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0))).toBe('');
  expect(await faultOf(blob(0x89, 0x50, 0x4e))).toBe('wrongType');
  expect(await faultOf(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>']))).toBe('wrongType');
  expect(await faultOf(new Blob(['<!doctype html>']))).toBe('wrongType');
});

test('what the service would refuse for its size is told before it is sent', async () => {
  expect(await faultOf(blob())).toBe('empty');
  const head = new Uint8Array([0xff, 0xd8, 0xff]);
  expect(await faultOf(new Blob([head, new Uint8Array(FILE_BYTES_MAX - 3)]))).toBe('');
  expect(await faultOf(new Blob([head, new Uint8Array(FILE_BYTES_MAX - 2)]))).toBe('tooLarge');
});

test('a digest is the one that everybody reckons', async () => {
  expect(await digestOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sizeOf(4_200_000, 'en')).toBe('4.2 MB');
  expect(sizeOf(812, 'en')).toBe('812 byte');
});
