import { useLayoutEffect, useRef } from 'preact/hooks';
import { mapDescription } from '../../state/status';
import { Chips } from './Chips';
import { MapState } from './MapState';
import { StepBar } from './StepBar';
import { ToolStrip } from './ToolStrip';
import { ViewStrip } from './ViewStrip';

/** Puts the drawing into an element; returns the way to take it out. */
export type MountMap = (host: HTMLElement) => () => void;

export function MapArea({ mountMap }: { mountMap: MountMap }) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (host.current === null ? undefined : mountMap(host.current)), [mountMap]);
  return (
    <main class="map" aria-label={mapDescription.value}>
      <div ref={host} class="host" />
      <ToolStrip />
      <ViewStrip />
      <StepBar />
      <MapState />
      <Chips />
    </main>
  );
}
