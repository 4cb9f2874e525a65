// SPDX-License-Identifier: Apache-2.0
// The map as plain SVG: it prints, needs no WebGL, and each stop is a link that the keyboard reaches.
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { curveOf, layOut, type Pile, TARGET } from './layout';
import { legsOf, type Stop } from './stops';
import type { World } from './world';

const COLUMNS = 4;
const RADIUS = TARGET / 2 - 1.5;

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, width };
}

/** What is at the place: the event in the story above. */
export function goTo(event: string) {
  const step = document.getElementById(event);
  step?.scrollIntoView({ block: 'center' });
  step?.focus({ preventScroll: true });
}

interface StopProps {
  stop: Stop;
  at: [number, number];
  told: string;
}

function StopLink({ stop, at: [x, y], told }: StopProps) {
  const isOwner = stop.event.state_by === 'owner';
  return (
    <a
      href={`#${stop.event.id}`}
      aria-label={told}
      className={isOwner ? 'stop byOwner' : 'stop'}
      onClick={(event) => {
        event.preventDefault();
        goTo(stop.event.id);
      }}
    >
      <rect className="touch" x={x - TARGET / 2} y={y - TARGET / 2} width={TARGET} height={TARGET} />
      <circle cx={x} cy={y} r={RADIUS} />
      <text x={x} y={y + 4.5} textAnchor="middle">
        {stop.n}
      </text>
      <title>{told}</title>
    </a>
  );
}

function PileOf({ pile, name, tell }: { pile: Pile; name: string; tell: (stop: Stop) => string }) {
  const columns = Math.min(COLUMNS, pile.stops.length);
  const top = pile.middle[1] - pile.size[1] / 2;
  const placeOf = (i: number): [number, number] => [
    pile.middle[0] + ((i % COLUMNS) - (columns - 1) / 2) * TARGET,
    top + (Math.floor(i / COLUMNS) + 0.5) * TARGET,
  ];
  const isMoved = Math.hypot(pile.at[0] - pile.middle[0], pile.at[1] - pile.middle[1]) > TARGET;
  return (
    <g>
      {isMoved && pile.isOnMap && (
        <line className="leader" x1={pile.at[0]} y1={pile.at[1]} x2={pile.middle[0]} y2={pile.middle[1]} />
      )}
      {isMoved && pile.isOnMap && <circle className="spot" cx={pile.at[0]} cy={pile.at[1]} r="3" />}
      {pile.stops.map((stop, i) => (
        <StopLink key={stop.event.id} stop={stop} at={placeOf(i)} told={tell(stop)} />
      ))}
      <text className="stateName" x={pile.middle[0]} y={pile.middle[1] + pile.size[1] / 2 - 4} textAnchor="middle">
        {name}
      </text>
    </g>
  );
}

interface MapProps {
  stops: Stop[];
  world: World;
  nameOf: (state: string) => string;
  tell: (stop: Stop) => string;
}

export function RouteMap({ stops, world, nameOf, tell }: MapProps) {
  const { t, i18n } = useTranslation();
  const { box, width } = useWidth();
  const isRtl = i18n.language === 'ar';
  const layout = useMemo(
    () => (width > 0 ? layOut(stops, world, width, isRtl) : null),
    [stops, world, width, isRtl],
  );
  const visited = new Set(stops.map((one) => one.state));
  const middleOf = (state: string) => layout?.piles.find((one) => one.state === state)?.middle ?? [0, 0];
  return (
    <div className="map" ref={box}>
      {layout && (
        <svg
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          direction="ltr"
          role="group"
          aria-label={t('route.title')}
        >
          {layout.mapHeight > 0 && <rect className="sea" width={layout.width} height={layout.mapHeight} />}
          {layout.outlines.map((one, i) => (
            <path key={i} className={visited.has(one.code) ? 'land visited' : 'land'} d={one.path} />
          ))}
          {layout.height > layout.mapHeight && (
            <rect
              className="beside"
              y={layout.mapHeight}
              width={layout.width}
              height={layout.height - layout.mapHeight}
            />
          )}
          {legsOf(stops).map((leg) => (
            <path
              key={`${leg.from} ${leg.to}`}
              className={leg.isGap ? 'leg gapLeg' : 'leg'}
              d={curveOf(middleOf(leg.from), middleOf(leg.to))}
            />
          ))}
          {layout.piles.map((pile) => (
            <PileOf key={pile.state} pile={pile} name={nameOf(pile.state)} tell={tell} />
          ))}
        </svg>
      )}
    </div>
  );
}
