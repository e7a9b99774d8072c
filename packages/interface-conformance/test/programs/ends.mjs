// Answers twice and ends.
process.stdin.setEncoding('utf8')
let lines = 0
process.stdin.on('data', () => {
  lines += 1
  if (lines <= 2) return console.log('{"state": "absent"}')
  console.error('out of memory, say')
  process.exit(7)
})
