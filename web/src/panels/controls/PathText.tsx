/** A path that wraps behind its separators. */
export function PathText({ path }: { path: string }) {
  const parts = path.split(/(?<=[/\\])/);
  return (
    <span class="path">
      {parts.map((part, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a part of a path is its place
        <span key={place}>
          {part}
          <wbr />
        </span>
      ))}
    </span>
  );
}
