// Owns how the devices page writes moments: to the second, in the zone of the site or machine they belong to.
import { useText } from '../../locales/i18n.ts';
import { usePlant, type WalkLevel } from '../../plant/index.ts';
import { formatTime } from '../../ui/format.ts';

export function useDeviceTime(): (at: number, level: WalkLevel, code: string) => string {
  const plant = usePlant();
  const { language } = useText();
  return (at, level, code) => formatTime(at, 'exact', plant.timeZoneOf(plant.find(level, code)), language.value);
}
