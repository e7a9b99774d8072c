/** Checks the types of a tarball as another author's compiler sees them, by the rules of "are the types wrong". */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'

/** ESM only, as every Node since 20.19 can `require` it: what resolution of before 2022 (node10) or a CommonJS importer meets is left out. */
const PROFILE: readonly string[] = ['node16-esm', 'bundler']

/** Names what is wrong with the types of a tarball, one line each. */
export const typeProblems = async (tarball: Uint8Array): Promise<readonly string[]> => {
  const analysis = await checkPackage(createPackageFromTarballData(tarball))
  if (!analysis.types) return ['attw: has no types']
  return analysis.problems.flatMap((problem) => {
    if (!('resolutionKind' in problem)) return [`attw: ${problem.kind}`]
    return PROFILE.includes(problem.resolutionKind) ? [`attw: ${problem.kind} at ${problem.entrypoint} (${problem.resolutionKind})`] : []
  })
}
