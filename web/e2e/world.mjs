// SPDX-License-Identifier: Apache-2.0
// The real program with the demonstration world, as ./dev run makes it, and an officer of the State that found one.
//
//   const world = await startWorld(buildFolder, scratchFolder);
//   const officer = world.officer('f.inder');       // { login, password, secret }
//   world.url, await world.session(officer)         // cookies of a session of his
//   await world.stop();
import { execFile, spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { request } from 'playwright-core';

const WEAPONS = '120';
const run = promisify(execFile);
// Accounts are opened before the program serves. The finder is of those journeys that need nobody of their own; whoever
// logs in, logs out, is listed or is refused is one journey's alone.
const OFFICERS = [
  ...['f.inder', 'a.first', 'l.words', 'p.hoto', 'w.saw', 's.warn'].map((login) => [login]),
  ...['i.owner', 'p.other', 'x.loser'].map((login) => [login, 'XB-POL']),
  ['i.third', 'XA-PROOF'],
  ['a.udit', 'XC-POL', 'auditor'],
  // An authority that has both asks for every further role: these two are of one that no other journey uses.
  ['u.keeps', 'XA-LIC', 'administrator'],
  ['u.second', 'XA-LIC', 'supervisor'],
  ['m.import', 'XC-POL', 'supervisor'],
];
export const OWN_PASSWORD = 'harbour-violin-meadow 9';

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

/** The cookies of a session of an officer whose first password, which somebody else has seen, is replaced. */
async function logIn(url, officer) {
  const asks = await request.newContext({ baseURL: url, ignoreHTTPSErrors: true });
  const post = async (path, data, headers = {}) => {
    const answer = await asks.post(path, { data, headers });
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  const { login, password, secret } = officer;
  const { csrf } = await post('/v1/sessions', { login, password, code: codeOf(secret) });
  const change = { old: password, new: OWN_PASSWORD };
  await post('/v1/sessions/current/password', change, { 'Proofmark-Csrf': csrf });
  officer.password = OWN_PASSWORD;
  const { cookies } = await asks.storageState();
  await asks.dispose();
  // Bound to the host alone, as the service set them.
  return cookies.map(({ domain: _domain, path: _path, ...cookie }) => ({ ...cookie, url }));
}

/** The digest of the key in the service's certificate, as the browser wants to be told it. */
const certificateOf = (url) =>
  new Promise((done, failed) => {
    const { hostname: host, port } = new URL(url);
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      const key = socket.getPeerX509Certificate().publicKey.export({ type: 'spki', format: 'der' });
      socket.end();
      done(createHash('sha256').update(key).digest('base64'));
    }).once('error', failed);
  });

async function listening(child) {
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    const line = said.split('\n').find((one) => one.startsWith('{') && one.endsWith('}'));
    if (line) return `https://${JSON.parse(line).address}`;
  }
  throw new Error(`the program did not start: ${said}`);
}

/** The registers of the world in its order, then those that a test has besides. */
async function takeIn(proofmark, folder, registers) {
  const orders = rowsOf(join(folder, 'orders.tsv'), '\t').map(([authority, ...files]) => [
    authority,
    ...files.map((file) => join(folder, file)),
  ]);
  for (const [authority, file, mapping] of [...orders, ...registers]) {
    try {
      await proofmark('import', 'items', file, '--quiet', '--mapping', mapping, '--authority', authority);
    } catch (refused) {
      if (refused.code !== 1) throw refused; // 1: some rows were refused, as the world means them to be
    }
  }
}

async function openAccounts(proofmark) {
  const ready = new Map();
  for (const [login, authority = 'XC-POL', role = 'tracing_officer'] of OFFICERS) {
    const order = ['--authority', authority, '--role', role, '--name', 'Clara Finder', '--json'];
    const made = JSON.parse(await proofmark('user', 'add', login, ...order));
    ready.set(login, { login, password: made.password, secret: new URL(made.totp_uri).searchParams.get('secret') });
  }
  return ready;
}

/** `registers`: more of them, each an authority, a file and its mapping. */
export async function startWorld(build, scratch, registers = []) {
  mkdirSync(scratch, { recursive: true });
  const env = {
    ...process.env,
    PROOFMARK_DB: `sqlite:${join(scratch, 'demo.db')}`,
    PROOFMARK_PURPOSE: 'demonstration',
    PROOFMARK_BASIS: 'national_law',
  };
  const proofmark = async (...words) => (await run(join(build, 'proofmark'), words, { env })).stdout;
  const folder = join(scratch, 'world');
  await run(join(build, 'make_world'), ['--seed', '7', '--weapons', WEAPONS, '--out', folder]);
  for (const [code, name] of rowsOf(join(folder, 'authorities.csv'), ','))
    await proofmark('init', '--authority', code, '--name', name);
  const [ready] = await Promise.all([openAccounts(proofmark), takeIn(proofmark, folder, registers)]);
  const child = spawn(
    join(build, 'proofmark'),
    ['serve', '--listen', '127.0.0.1:0', '--metrics', 'off', '--json', '--log', join(scratch, 'requests.log')],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await listening(child);
  return {
    url,
    certificate: await certificateOf(url),
    proofmark,
    officer: (login) => ready.get(login),
    /** An officer's first session: one for all who come as that officer. */
    session: (officer) => (officer.session ??= logIn(url, officer)),
    stop: () =>
      new Promise((done) => {
        child.once('exit', done);
        child.kill('SIGTERM');
      }),
  };
}
