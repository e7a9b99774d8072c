import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

const summaryOf = (modules: readonly TestModule[]): string => {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const count = (state: string): number => tests.filter((one) => one.result().state === state).length
  // A file that cannot be read has no tests, and is one failure.
  const unread = modules.filter((module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length).length
  return `unit: ${count('passed')} passed, ${count('failed') + unread} failed, ${count('skipped')} skipped`
}

/**
 * Prints each skipped test with its reason (see skip.ts) and a summary in one line. A skipped test without a reason fails the run.
 * The summary also goes to the file that UNIT_SUMMARY names, for `npm test`, which ends with it.
 */
export const skippedReporter = (print: (line: string) => void = console.log): Reporter => ({
  onTestRunEnd: (modules) => {
    // A run that is narrowed with `-t` or `test.only` skips the others as it should.
    const isNarrowed = modules.some((module) => module.project.config.testNamePattern !== undefined)
    for (const module of modules) {
      for (const one of module.children.allTests('skipped')) {
        if (isNarrowed) continue
        const result = one.result()
        const reason = one.meta().skipped ?? (result.state === 'skipped' ? result.note : undefined)
        if (reason === undefined) process.exitCode = 1
        print(
          `skipped  ${module.relativeModuleId}: ${one.fullName}: ${reason ?? 'without a reason, which fails the run: use skipFor of tools/skip.ts'}`,
        )
      }
    }
    const summary = summaryOf(modules)
    print(summary)
    if (process.env.UNIT_SUMMARY !== undefined) writeFileSync(process.env.UNIT_SUMMARY, `${summary}\n`)
  },
})
