// Answers with words.
process.stdin.on('data', () => console.log('ready, I think'))
