// SPDX-License-Identifier: Apache-2.0
// The real program with the demonstration world, as ./dev run makes it, and an officer of the State that found one.
//
//   const world = await startWorld(buildFolder, scratchFolder);
//   world.url, await world.officer('c.finder')      // { login, password, secret }
//   await world.stop();
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WEAPONS = '120';
// Accounts are opened before the program serves: every journey that arrives by one of its own.
const OFFICERS = [
  ...['a.first', 'j.keys', 'n.hit', 'l.words', 'i.box', 'd.ossier', 'c.ase', 's.tat'].map((login) => [login]),
  ['i.owner', 'XB-POL'],
  ['i.third', 'XA-PROOF'],
  ['l.audit', 'XC-POL', 'auditor'],
  ['p.hoto'],
  ['p.other', 'XB-POL'],
  ['p.audit', 'XC-POL', 'auditor'],
  ['x.script'],
  ['x.loser', 'XB-POL'],
  ['w.saw'],
  ['w.audit', 'XC-POL', 'auditor'],
  ...['r.oute', 's.warn', 'g.lot'].map((login) => [login]),
  // An authority that has both asks for every further role: these two are of one that no other journey uses.
  ['u.keeps', 'XA-LIC', 'administrator'],
  ['u.second', 'XA-LIC', 'supervisor'],
  ['m.import', 'XC-POL', 'supervisor'],
];

/** Rows of a small table without its head. */
const rowsOf = (file, sign) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(sign));

function fromBase32(text) {
  const bits = [...text]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The code that an authenticator shows (RFC 6238), `ahead` steps from now: each is good once. */
export function codeOf(secret, ahead = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function listening(child) {
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    const line = said.split('\n').find((one) => one.startsWith('{') && one.endsWith('}'));
    if (line) return `https://${JSON.parse(line).address}`;
  }
  throw new Error(`the program did not start: ${said}`);
}

export async function startWorld(build, scratch) {
  mkdirSync(scratch, { recursive: true });
  const env = {
    ...process.env,
    PROOFMARK_DB: `sqlite:${join(scratch, 'demo.db')}`,
    PROOFMARK_PURPOSE: 'demonstration',
    PROOFMARK_BASIS: 'national_law',
  };
  const proofmark = (...words) =>
    execFileSync(join(build, 'proofmark'), words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const folder = join(scratch, 'world');
  execFileSync(join(build, 'make_world'), ['--seed', '7', '--weapons', WEAPONS, '--out', folder], {
    stdio: 'ignore',
  });
  for (const [code, name] of rowsOf(join(folder, 'authorities.csv'), ','))
    proofmark('init', '--authority', code, '--name', name);
  for (const [authority, file, mapping] of rowsOf(join(folder, 'orders.tsv'), '\t')) {
    try {
      proofmark(
        'import',
        'items',
        join(folder, file),
        '--quiet',
        '--mapping',
        join(folder, mapping),
        '--authority',
        authority,
      );
    } catch (refused) {
      if (refused.status !== 1) throw refused; // 1: some rows were refused, as the world means them to be
    }
  }
  const open = (login, authority = 'XC-POL', role = 'tracing_officer') => {
    const order = ['--authority', authority, '--role', role, '--name', 'Clara Finder', '--json'];
    const made = JSON.parse(proofmark('user', 'add', login, ...order));
    return { login, password: made.password, secret: new URL(made.totp_uri).searchParams.get('secret') };
  };
  const ready = new Map(OFFICERS.map(([login, ...more]) => [login, open(login, ...more)]));
  const child = spawn(
    join(build, 'proofmark'),
    ['serve', '--listen', '127.0.0.1:0', '--metrics', 'off', '--json', '--log', join(scratch, 'requests.log')],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await listening(child);
  return {
    url,
    proofmark,
    officer: (login, authority, role) => ready.get(login) ?? open(login, authority, role),
    stop: () =>
      new Promise((done) => {
        child.once('exit', done);
        child.kill('SIGTERM');
      }),
  };
}
