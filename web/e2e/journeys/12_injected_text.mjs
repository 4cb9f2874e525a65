// SPDX-License-Identifier: Apache-2.0
// Strings that would be a script elsewhere, in every text that a person can write: they are kept as they were sent and
// shown as text. No dialog opens, the policy has nothing to stop, nothing is taken for a page.
import assert from 'node:assert/strict';
import { draw } from '../pictures.mjs';

export const title = 'script strings in every field, note, reason and file name are text everywhere';

const REFERENCE = 'XC/INJ';
const PAYLOADS = [
  '<script>alert("p0")</script>',
  '"><img src=x onerror=alert("p1")>',
  "'-alert(`p2`)-'",
  '<svg/onload=alert("p3")>',
  'javascript:alert("p4")',
  '</textarea></title><iframe srcdoc="<script>parent.alert(5)</script>">',
  '{{constructor.constructor("alert(6)")()}} ${alert(6)} $t(nobody) #{alert(6)}',
  '<a href="javascript:alert(7)" onclick="alert(7)">p7</a><style>*{display:none}</style>',
  'p8 \u202e<b>gnp.exe</b>\u2028alert(8)//',
  '&lt;script&gt;alert("p9")&lt;/script&gt; %3Cscript%3E',
];

/** Whatever a script could do to be noticed is a trouble of the visit. */
async function guard(visit) {
  visit.page.on('dialog', (dialog) => {
    visit.troubles.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await visit.page.addInitScript(() => {
    for (const name of ['alert', 'confirm', 'prompt']) {
      Object.defineProperty(window, name, { value: (text) => window.tellTrouble(`${name} was called: ${text}`) });
    }
  });
}

/** The service, asked by the page in its own session. `file`: bytes behind the order. */
const order = (page, name, body, file = null) =>
  page.evaluate(
    async ([command, what, bytes]) => {
      const { csrf } = await (await fetch('/v1/sessions/current')).json();
      const headers = {
        'Proofmark-Purpose': 'trace',
        'Proofmark-Case': 'XC/2019/0417',
        'Proofmark-Basis': 'national_law',
        'Proofmark-Csrf': csrf,
        'Idempotency-Key': crypto.randomUUID(),
        'Content-Type': bytes ? 'application/vnd.proofmark.file' : 'application/json',
      };
      const line = JSON.stringify(what);
      const sent = bytes ? new Blob([`${line}\n`, Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))]) : line;
      const at = bytes ? '/v1/files' : `/v1/commands/${command}`;
      const answer = await fetch(at, { method: 'POST', headers, body: sent });
      return { status: answer.status, body: await answer.json() };
    },
    [name, body, file && Buffer.from(file).toString('base64')],
  );

async function done(page, name, body, file) {
  const answer = await order(page, name, body, file);
  assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Each of the texts stands on the page, as text or in a field; and nothing that came out of one. */
async function expectShown(page, texts, where) {
  const missing = (wanted) => {
    const said = [...document.querySelectorAll('input, textarea')].map((one) => one.value);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) said.push(walker.currentNode.data);
    return wanted.filter((text) => !said.some((one) => one.includes(text)));
  };
  let left = texts;
  for (const until = Date.now() + 10_000; left.length > 0 && Date.now() < until; await page.waitForTimeout(20))
    left = await page.evaluate(missing, texts);
  assert.deepEqual(left, [], where);
  // What came out of a text would be an element that no page of ours has.
  const strange = await page.evaluate(
    (what) => document.body.querySelectorAll(what).length,
    'iframe, svg[onload], [onerror], [onclick], a[href^="javascript"], body style',
  );
  assert.equal(strange, 0, where);
}

/** A picture that is a page as well: in a comment, and behind its end. */
function polyglots(jpeg, png) {
  const page = '<!doctype html><html><body><script>alert("polyglot")</script></body></html>';
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, page.length + 2]), Buffer.from(page)]);
  return [
    Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), Buffer.from(page)]),
    Buffer.concat([png, Buffer.from(page)]),
  ];
}

/** Everything that a case, a record and its files can be told, each with the payload in it. */
async function record(page, payload, pictures) {
  const reference = `${REFERENCE} ${payload}`;
  const text = (field) => `${payload} ${field}`;
  const made = await done(page, 'record_recovery', {
    case: { reference, offence: text('offence'), place: text('place'), linked: [text('linked')] },
    item: Object.fromEntries(
      ['type', 'make', 'model', 'calibre', 'importer', 'year'].map((field) => [field, text(field)]),
    ),
    marks: [
      { kind: 'serial', text: text('serial') },
      { kind: 'property', text: text('property') },
    ],
    date: '2026-06-11',
    place: text('found at'),
    from_party: text('from'),
    to_party: text('to'),
    document: text('document'),
    notes: text('notes'),
    steps: [
      { step: 'made_safe', done_at: '2026-06-11', by: 'staff:7', exhibit: text('exhibit'), note: text('step note') },
    ],
  });
  for (const [i, picture] of pictures.entries()) {
    const file = { record: made.record, shows: 'serial', name: text(`name ${i}.jpg`), note: text(`file note ${i}`) };
    await done(page, 'attach_file', file, picture);
  }
  return { record: made.record, case: made.case, reference };
}

async function lookAt(visit, payload, made) {
  const { page } = visit;
  const text = (field) => `${payload} ${field}`;
  await visit.go(`/items/${made.record}`);
  await page.locator('.attached').nth(1).waitFor();
  const fields = ['make', 'model', 'calibre', 'serial', 'property', 'from', 'document', 'name 0.jpg', 'file note 1'];
  await expectShown(page, fields.map(text), 'dossier');
  const alsoThere = (await page.locator('main').innerText()).length;
  assert.ok(alsoThere > 500, 'the page is there');
  await visit.go(`/cases/${made.case}`);
  await page.locator('.attached').nth(1).waitFor();
  const ofCase = ['offence', 'place', 'linked', 'exhibit', 'step note', 'serial', 'name 1.jpg'];
  await expectShown(page, ofCase.map(text), 'case');
}

/** Over the service, a drawing or a page is no photograph, whatever it is called. */
async function refused(visit, made) {
  const { page } = visit;
  visit.expected.push(400);
  for (const content of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    '<!doctype html><script>alert(1)</script>',
    'GIF89a/*<script>alert(1)</script>*/=1;',
  ]) {
    const answer = await order(page, '', { record: made.record, shows: 'whole', name: 'photo.jpg' }, content);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error.field, 'content');
  }
}

/** What the service gives back is a picture to keep, in a box in which nothing runs, also when it is gone to. */
async function givenBack(visit, made) {
  const { page } = visit;
  const files = await page.evaluate(async (id) => {
    const headers = { 'Proofmark-Purpose': 'trace', 'Proofmark-Case': 'XC/INJ', 'Proofmark-Basis': 'national_law' };
    const { attached } = await (await fetch(`/v1/items/${id}`, { headers })).json();
    return Promise.all(
      attached.map(async (one) => {
        const answer = await fetch(`/v1/files/${one.file}`, { headers });
        return { file: one.file, name: one.file_name, status: answer.status, fields: [...answer.headers] };
      }),
    );
  }, made.record);
  assert.ok(files.length >= 2);
  for (const one of files) {
    const fields = Object.fromEntries(one.fields);
    assert.equal(one.status, 200);
    assert.match(fields['content-type'], /^image\/(jpeg|png)$/);
    assert.equal(fields['x-content-type-options'], 'nosniff');
    assert.match(fields['content-disposition'], /^attachment; filename="XC-POL\.file\.[0-9A-Z]{26}\.(jpg|png)"$/);
    assert.equal(fields['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(fields['cache-control'], 'no-store');
  }
  await page.setExtraHTTPHeaders({
    'Proofmark-Purpose': 'trace',
    'Proofmark-Case': 'XC/INJ',
    'Proofmark-Basis': 'national_law',
  });
  const download = page.waitForEvent('download');
  await page.goto(`${visit.world.url}/v1/files/${files[0].file}`).catch(() => {});
  assert.match((await download).suggestedFilename(), /^XC-POL\.file\.[0-9A-Z]{26}\.jpg$/);
  await page.setExtraHTTPHeaders({});
}

/** What a person writes into the page itself: the search, the register, the name of a photograph. */
async function write(visit, picture) {
  const { page } = visit;
  const payload = PAYLOADS[1];
  await page.goto(visit.world.url);
  await page.getByLabel('As seen').fill(payload);
  for (const label of ['Make', 'Model', 'Calibre', "Importer's mark", 'Year of manufacture']) {
    await page.getByLabel(label, { exact: true }).fill(`${PAYLOADS[3]} ${label}`);
    await page.keyboard.press('Escape');
  }
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.results').waitFor();
  await expectShown(page, [payload], 'trace');
  await page.getByText('Register as recovered').click();
  await page.getByLabel('Case reference').fill(`${REFERENCE} ${PAYLOADS[0]} page`);
  await page.getByLabel('Date').fill('2026-06-12');
  await page.getByLabel('Place').fill(PAYLOADS[7]);
  await page.getByLabel('Notes').fill(PAYLOADS[5]);
  const named = { name: `${PAYLOADS[1]}.jpg`, mimeType: 'text/html', buffer: picture };
  await page.locator('input[data-files=choose]').setInputFiles([named]);
  await expectShown(page, [named.name], 'photographs');
  await page.locator('.picked img.preview').evaluate((one) => one.decode());
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.locator('.picked').getByText('On record').waitFor();
  await expectShown(page, [`${REFERENCE} ${PAYLOADS[0]} page`], 'registered');
  await visit.check('injected-registered');
}

/** Reasons and notes of verdicts: of a hit between two authorities, of a link, of a correction, of a step. */
async function verdicts(visit, begin, payload, one, other) {
  const { page } = visit;
  const reason = `${payload} reason`;
  const link = { record: one.record, other: other.record, reason, note: `${payload} note` };
  await done(page, 'link', link);
  await visit.go(`/items/${one.record}`);
  await expectShown(page, [reason], 'links');

  const loser = await begin();
  await guard(loser);
  await loser.arrive('x.loser');
  const pistol = {
    item: { type: 'pistol', make: 'Zastava', model: 'M88', calibre: '9mm' },
    marks: [{ kind: 'serial', text: 'KX7719934' }],
    handling: { codes: ['open_to_partners', 'possible_match'], onward: 'ask_owner' },
  };
  await done(loser.page, 'report_theft', { ...pistol, date: '2026-01-02', from_party: payload, notes: payload });
  const found = { ...pistol, case: { reference: `${REFERENCE} hit` }, date: '2026-06-01' };
  const { record: recovered } = await done(page, 'record_recovery', found);
  const hit = await page.evaluate(async (id) => {
    const headers = { 'Proofmark-Purpose': 'trace', 'Proofmark-Case': 'XC/INJ', 'Proofmark-Basis': 'national_law' };
    const { hits } = await (await fetch('/v1/hits?limit=500', { headers })).json();
    return hits.find((any) => any.in_hand.record === id)?.hit;
  }, recovered);
  assert.ok(hit, 'the two pistols are a hit');
  await done(page, 'confirm_hit', { hit, reason, note: `${payload} hit note` });
  await visit.go('/inbox');
  await page.getByLabel('Show', { exact: true }).selectOption('confirmed');
  const card = page.locator('.candidates > li').filter({ hasText: 'KX7719934' }).first();
  await card.getByRole('button', { name: /Why/ }).click();
  await expectShown(page, [reason], 'inbox');
  await loser.go('/inbox');
  await loser.page.getByRole('tab', { name: 'Alerts' }).click();
  await loser.page.locator('main li').first().waitFor();
}

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await guard(visit);
  await visit.arrive('f.inder');
  const pictures = polyglots(await draw(page, 'page'), await draw(page, 'page', 'image/png', 300, 200));
  const made = [];
  for (const payload of PAYLOADS) made.push(await record(page, payload, pictures));
  for (const [i, payload] of PAYLOADS.entries()) await lookAt(visit, payload, made[i]);
  await visit.go('/cases');
  await page.locator('.cards > li').nth(PAYLOADS.length - 1).waitFor();
  await expectShown(page, made.map((one) => one.reference), 'cases');
  await visit.check('injected-cases');
  await visit.go(`/items/${made[5].record}`);
  await page.locator('.attached').nth(1).waitFor();
  await page.locator('.attached').first().getByRole('button', { name: 'Show it' }).click();
  await page.locator('.viewer img').evaluate((one) => one.decode());
  await page.getByText('These are the bytes that were attached.').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await visit.check('injected-dossier');
  await refused(visit, made[0]);
  await givenBack(visit, made[0]);
  await write(visit, pictures[0]);
  await verdicts(visit, begin, PAYLOADS[7], made[1], made[3]);
}
