import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { AttributeRecipe } from './scenario.ts';

/** Makes the values of one attribute of one device, one after the other. `seconds`: since the simulation began. */
export type ValueMaker = (seconds: number) => AttributeValue;

/** The data type of the attribute that a recipe fills. */
export function dataTypeOf(recipe: AttributeRecipe): 'number' | 'boolean' | 'string' | 'gps' {
  switch (recipe.kind) {
    case 'constant':
      return typeof recipe.value as 'number' | 'boolean' | 'string';
    case 'boolean':
      return 'boolean';
    case 'choice':
      return 'string';
    case 'circle':
      return 'gps';
    default:
      return 'number';
  }
}

/** A maker with a state of its own; devices of one group differ by what `random` gives them. */
export function makeValues(recipe: AttributeRecipe, random: () => number): ValueMaker {
  const phase = random();
  switch (recipe.kind) {
    case 'constant':
      return () => recipe.value;
    case 'sine':
      return (seconds) =>
        rounded(recipe.mean + recipe.amplitude * Math.sin(turn(seconds / recipe.periodSeconds + phase)), recipe.digits);
    case 'uniform':
      return () => rounded(recipe.min + random() * (recipe.max - recipe.min), recipe.digits);
    case 'walk': {
      let value = recipe.start;
      return () => {
        value = Math.min(recipe.max, Math.max(recipe.min, value + (random() * 2 - 1) * recipe.step));
        return rounded(value, recipe.digits);
      };
    }
    case 'counter': {
      const { start = 0, step = 1 } = recipe;
      let made = 0;
      return () => start + step * made++;
    }
    case 'boolean':
      return () => random() < recipe.probability;
    case 'choice':
      return () => recipe.values[Math.floor(random() * recipe.values.length)] ?? '';
    case 'circle':
      return (seconds) => positionOnCircle(recipe, turn(seconds / recipe.periodSeconds + phase));
  }
}

const metersPerDegree = 111_320;

function positionOnCircle(
  { latitude, longitude, radiusMeters }: { latitude: number; longitude: number; radiusMeters: number },
  angle: number,
): string {
  const degrees = radiusMeters / metersPerDegree;
  const north = latitude + degrees * Math.sin(angle);
  const east = longitude + (degrees * Math.cos(angle)) / Math.cos((latitude * Math.PI) / 180);
  return `${Math.max(-90, Math.min(90, north)).toFixed(6)},${(((((east + 180) % 360) + 360) % 360) - 180).toFixed(6)}`;
}

function turn(turns: number): number {
  return 2 * Math.PI * turns;
}

function rounded(value: number, digits = 6): number {
  return Number(value.toFixed(digits));
}
