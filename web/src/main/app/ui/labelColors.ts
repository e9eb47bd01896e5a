const COLORS = ["#4b4acf", "#1b7340", "#b26a00", "#b3261e", "#0b63c5", "#8a3ab9", "#00717a", "#a8326e"];

/** A colour for the next label. */
export function colorFor(count: number): string {
  return COLORS[count % COLORS.length] as string;
}
