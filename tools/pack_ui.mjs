// SPDX-License-Identifier: Apache-2.0
// Packs the built web interface into one archive and an index of it, which become a part of the program:
//   node tools/pack_ui.mjs FOLDER OUT_FOLDER
// writes OUT_FOLDER/ui.bin (each file as it is, with gzip and with brotli where they save bytes), ui_archive.cc, and
// ui_sizes.json, which the browser test holds against what a first page may weigh.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [folder, out] = process.argv.slice(2);
if (!folder || !out) {
  console.error('pack_ui: FOLDER OUT_FOLDER');
  process.exit(2);
}

/** Every file under a folder, as "/assets/x.js", in order. */
function filesOf(at, path = '') {
  return readdirSync(at, { withFileTypes: true })
    .flatMap((one) =>
      one.isDirectory() ? filesOf(join(at, one.name), `${path}/${one.name}`) : [`${path}/${one.name}`],
    )
    .sort();
}

const pieces = [];
let end = 0;
function put(bytes) {
  const at = end;
  pieces.push(bytes);
  end += bytes.length;
  return { at, size: bytes.length };
}

const rows = [];
const sizes = {};
for (const path of filesOf(folder)) {
  const plain = readFileSync(join(folder, path));
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  const gzip = gzipSync(plain, { level: 9 });
  const saves = (packed) => (packed.length < plain.length * 0.9 ? packed : Buffer.alloc(0));
  rows.push({
    path,
    etag: createHash('sha256').update(plain).digest('hex').slice(0, 32),
    immutable: path.startsWith('/assets/'),
    parts: [put(plain), put(saves(gzip)), put(saves(brotli))],
  });
  sizes[path] = { plain: plain.length, gzip: gzip.length, brotli: brotli.length };
}
if (!sizes['/index.html']) {
  console.error(`pack_ui: ${folder}: no index.html in it`);
  process.exit(3);
}

const view = ({ at, size }) => `View(${at}, ${size})`;
const table = rows.map(
  (row) =>
    `      {${JSON.stringify(row.path)}, "\\"${row.etag}\\"", ${row.immutable}, ${row.parts.map(view).join(', ')}},`,
);
mkdirSync(out, { recursive: true });
const archive = resolve(out, 'ui.bin');
writeFileSync(archive, Buffer.concat(pieces));
writeFileSync(join(out, 'ui_sizes.json'), JSON.stringify(sizes, null, 1) + '\n');
writeFileSync(
  join(out, 'ui_archive.cc'),
  `// Made by tools/pack_ui.mjs; not to be edited.
#include "app/http/ui_archive.h"

asm(".section .rodata\\n.balign 16\\n.globl proofmark_ui_archive\\nproofmark_ui_archive:\\n"
    ".incbin \\"${archive}\\"\\n.byte 0\\n.previous\\n");
extern "C" const char proofmark_ui_archive[];

namespace proofmark::app::web {

namespace {

std::string_view View(std::size_t at, std::size_t size) { return {proofmark_ui_archive + at, size}; }

}  // namespace

std::vector<UiFile> BuiltUiFiles() {
  return {
${table.join('\n')}
  };
}

}  // namespace proofmark::app::web
`,
);
console.log(`${rows.length} files, ${end} bytes`);
