/** Never answers. */
process.stdin.resume()

export {}
