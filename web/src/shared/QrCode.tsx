// SPDX-License-Identifier: Apache-2.0
import qrcode from 'qrcode-generator';
import { useMemo } from 'react';

/** A code to scan, as one path: no image, no text put into the page. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const code = qrcode(0, 'M');
    code.addData(text);
    code.make();
    const count = code.getModuleCount();
    const squares: string[] = [];
    for (let y = 0; y < count; y++) {
      for (let x = 0; x < count; x++) if (code.isDark(y, x)) squares.push(`M${x + 4} ${y + 4}h1v1h-1z`);
    }
    return { path: squares.join(''), size: count + 8 };
  }, [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
