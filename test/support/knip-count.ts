/** A reporter for knip that says how many files it looked at. */
export default function knipCount({ counters }: { readonly counters: { readonly total: number } }): void {
  console.log(`analysed ${counters.total} files`);
}
