/** SHA-1 of a text, as a pure function: names of resources are made with it, nothing is protected by it. */

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** Pads the bytes as FIPS 180-4 section 5.1.1 says: one bit, zeros, and the length in bits. */
const padded = (bytes: Uint8Array): DataView => {
  const view = new DataView(new ArrayBuffer(((bytes.length + 8) >> 6) * 64 + 64))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setUint32(view.byteLength - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(view.byteLength - 4, bytes.length << 3)
  return view
}

const mix = (round: number, b: number, c: number, d: number): number => {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

/** Gives the SHA-1 of a text's UTF-8 bytes, as 40 hexadecimal digits. */
export const sha1 = (text: string): string => {
  const blocks = padded(new TextEncoder().encode(text))
  const hash = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0])
  const words = new Int32Array(80)
  const word = (index: number): number => words[index] ?? 0
  for (let block = 0; block < blocks.byteLength; block += 64) {
    for (let index = 0; index < 80; index++) {
      words[index] =
        index < 16 ? blocks.getInt32(block + index * 4) : rotate(word(index - 3) ^ word(index - 8) ^ word(index - 14) ^ word(index - 16), 1)
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash
    for (let round = 0; round < 80; round++) {
      const next = (rotate(a, 5) + mix(round, b, c, d) + e + word(round)) | 0
      e = d
      d = c
      c = rotate(b, 30)
      b = a
      a = next
    }
    for (const [index, value] of [a, b, c, d, e].entries()) hash[index] = (hash[index] ?? 0) + value
  }
  return [...hash].map((value) => (value >>> 0).toString(16).padStart(8, '0')).join('')
}
