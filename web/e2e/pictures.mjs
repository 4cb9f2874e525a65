// SPDX-License-Identifier: Apache-2.0
// Pictures that a camera could have taken, drawn by the browser itself; and their digests.
import { createHash } from 'node:crypto';

/** A JPEG or PNG of that size with a word on it, as bytes. */
export async function draw(page, word, type = 'image/jpeg', width = 1200, height = 900) {
  const base64 = await page.evaluate(
    ([text, kind, wide, high]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: wide, height: high });
      const pen = canvas.getContext('2d');
      const ground = pen.createLinearGradient(0, 0, wide, high);
      ground.addColorStop(0, '#b9c0c7');
      ground.addColorStop(1, '#59636d');
      pen.fillStyle = ground;
      pen.fillRect(0, 0, wide, high);
      pen.fillStyle = '#14202b';
      pen.font = `${Math.round(high / 6)}px monospace`;
      pen.fillText(text, wide / 12, high / 2);
      for (let mark = 0; mark < 20; mark++) pen.fillRect(wide / 12 + mark * 40, high * 0.9, 2, mark % 5 ? 20 : 40);
      return canvas.toDataURL(kind, 0.9).split(',')[1];
    },
    [word, type, width, height],
  );
  return Buffer.from(base64, 'base64');
}

export const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
