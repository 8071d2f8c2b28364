package upload

import (
	"encoding/binary"
	"hash/crc32"
)

// What a chunk has besides its content: length and name before it, a checksum behind it.
const (
	chunkHead = 8
	chunkTail = 4
)

// endOfPNG walks through the chunks of a PNG to where it ends; every checksum has to be right.
func endOfPNG(content []byte) (int, error) {
	at, pixels := len(pngSignature), false
	for len(content)-at >= chunkHead+chunkTail {
		length := int(binary.BigEndian.Uint32(content[at:]))
		if length > len(content)-at-chunkHead-chunkTail {
			return 0, ErrDamaged
		}
		name, body := string(content[at+4:at+chunkHead]), at+chunkHead
		if crc32.ChecksumIEEE(content[at+4:body+length]) != binary.BigEndian.Uint32(content[body+length:]) {
			return 0, ErrDamaged
		}
		at = body + length + chunkTail
		pixels = pixels || name == "IDAT"
		if name == "IEND" && pixels {
			return at, nil
		}
	}
	return 0, ErrDamaged
}
