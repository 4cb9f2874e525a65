// SPDX-License-Identifier: Apache-2.0
// The way of a weapon on the map: as many stops as the service tells of, the same in the table, each a link to its
// event; without WebGL too.
import assert from 'node:assert/strict';
import { launch, Visit } from '../visit.mjs';

export const title = 'the route of a weapon: map and table say what the service tells, without WebGL too';

/** A weapon that was sent, stored and found elsewhere; of the way between nobody tells. */
async function record(visit) {
  const found = await visit.command('record_recovery', {
    case: { reference: 'XC/2026/15' },
    item: { type: 'pistol', make: 'Glock', model: '17', calibre: '9x19', made_country: 'AT' },
    marks: [{ kind: 'serial', text: 'RTE7781' }],
    kind: 'seized',
    date: '2017-08-02',
    place: 'Gao, Mali',
  });
  const steps = [
    { kind: 'exported', date: '2009-03-11', place: 'Vienna, Austria', to_party: 'Ministry of Defence of Libya' },
    { kind: 'imported', date: '2009-04-02', place: 'Tripoli, Libya' },
    { kind: 'stored', date: '2009-04-05', place: 'Depot 4, Tripoli, Libya' },
    { kind: 'transferred', date: '2018-02-11', place: 'Funafuti, Tuvalu' },
    { kind: 'returned', date: '2019-01-20' },
  ];
  for (const step of steps) await visit.command('record_transfer', { record: found.record, ...step });
  return found.record;
}

async function compare(visit, id) {
  const { page } = visit;
  const answering = page.waitForResponse((one) => one.url().includes('/v1/weapons/'));
  await visit.go(`/items/${id}`);
  const { custody } = await (await answering).json();
  const told = custody.events.filter((event) => event.state !== null);
  await page.locator('.map svg a.stop').first().waitFor();
  const onMap = await page.locator('.map svg a.stop').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  const inTable = await page
    .locator('.stops tbody th a')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  assert.deepEqual(inTable, told.map((event) => `#${event.id}`));
  assert.deepEqual([...onMap].sort(), [...inTable].sort());
  assert.equal(told.length, custody.events.length);
  assert.ok(told.length >= 6, `${told.length} stops`);
  return told;
}

export default async function ({ begin, world }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  const id = await record(visit);
  const told = await compare(visit, id);
  assert.ok(await page.locator('.map path.gapLeg').count(), 'a gap is dashed');
  // Land and sea are told apart, and a State of the route is on land: the map is looked at, not only counted.
  const fills = await page.evaluate(() =>
    ['.sea', '.land', '.land.visited'].map((one) => getComputedStyle(document.querySelector(one)).fill),
  );
  assert.equal(new Set(fills).size, 3, fills.join(' '));
  const stop = page.locator('.map a.stop').first();
  await stop.focus();
  await page.keyboard.press('Enter');
  const at = await page.evaluate(() => document.activeElement?.id);
  assert.ok(told.some((event) => event.id === at), `a stop leads to its event, not to ${at}`);
  await visit.check('dossier-route');
  await page.locator('select.language').selectOption('ar');
  await page.locator('html[dir=rtl]').waitFor();
  await visit.check('dossier-route', { language: 'ar' });

  const bare = await launch(world, '--disable-3d-apis');
  const other = await Visit.begin(bare, world, visit.shots);
  try {
    await other.arrive('f.inder');
    assert.equal(
      await other.page.evaluate(() => document.createElement('canvas').getContext('webgl')),
      null,
      'no WebGL here',
    );
    assert.deepEqual(
      (await compare(other, id)).map((event) => event.id),
      told.map((event) => event.id),
    );
    await other.end();
  } finally {
    await bare.close();
  }
}
