import type { Incident } from './incident.js';

/** What somebody thought of an alert. */
export type Vote = 'useful' | 'noise';

/** How much one trigger said lately. */
export interface NoiseRow {
  readonly trigger: string;
  /** Alerts that were told of within the time of the budget. All that follows is of that time too. */
  readonly told: number;
  readonly budget: number;
  readonly isOver: boolean;
  /** Of those: somebody acknowledged them; they were over before anybody did; they came again soon. */
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly reopened: number;
  readonly useful: number;
  readonly noise: number;
}

export interface CastVote {
  readonly trigger: string;
  readonly vote: Vote;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The triggers that said something, the noisiest first. Drills do not count. */
export function noiseReport(incidents: readonly Incident[], cast: readonly CastVote[], { budget, per }: { readonly budget: number; readonly per: number }, now: number): readonly NoiseRow[] {
  const votes = cast.filter(({ at }) => at > now - per);
  const recent = incidents.filter(({ announcedAt, drill }) => !drill && announcedAt !== undefined && announcedAt > now - per);
  const triggers = new Set([...recent.map(({ trigger }) => trigger), ...votes.map(({ trigger }) => trigger)]);
  const rows = [...triggers].map((trigger): NoiseRow => {
    const own = recent.filter((incident) => incident.trigger === trigger);
    // Each time that it came again is a time that somebody was told.
    const told = own.reduce((sum, { reopened }) => sum + 1 + reopened, 0);
    const voted = (vote: Vote): number => votes.filter((each) => each.trigger === trigger && each.vote === vote).length;
    return {
      trigger, told, budget, isOver: told > budget,
      acknowledged: own.filter(({ acknowledged }) => acknowledged !== undefined).length,
      unanswered: own.filter(({ acknowledged, resolved }) => acknowledged === undefined && resolved !== undefined).length,
      reopened: own.filter(({ reopened }) => reopened > 0).length,
      useful: voted('useful'), noise: voted('noise'),
    };
  });
  return rows.toSorted((a, b) => b.told - a.told || b.noise - a.noise || (a.trigger < b.trigger ? -1 : 1));
}
