// Never answers.
process.stdin.on('data', () => undefined)
