export function showsSprites(): boolean {
  return false;
}
