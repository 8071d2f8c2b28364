package upload

import "encoding/binary"

// The markers of a JPEG, each behind a byte 0xff.
const (
	soi = 0xd8 // start of image
	eoi = 0xd9 // end of image
	sos = 0xda // start of scan: what follows its head is compressed pixels
	tem = 0x01
)

// endOfJPEGs walks through a JPEG to where it ends. Telephones append smaller versions of the same picture, JPEGs
// themselves, which are passed over.
func endOfJPEGs(content []byte) (int, error) {
	end, err := endOfJPEG(content, 0)
	for err == nil {
		next := end
		for next < len(content) && content[next] == 0 {
			next++
		}
		if len(content)-next < 3 || content[next] != 0xff || content[next+1] != soi {
			return end, nil
		}
		end, err = endOfJPEG(content, next)
	}
	return 0, err
}

// endOfJPEG finds the end of the JPEG that begins at a place.
func endOfJPEG(content []byte, at int) (int, error) {
	scanned := false
	for at += 2; ; {
		marker, behind := nextMarker(content, at)
		switch {
		case behind == 0, marker == soi:
			return 0, ErrDamaged
		case marker == eoi && scanned:
			return behind, nil
		case standsAlone(marker):
			at = behind
			continue
		case len(content)-behind < 2:
			return 0, ErrDamaged
		}
		length := int(binary.BigEndian.Uint16(content[behind:]))
		if length < 2 || length > len(content)-behind {
			return 0, ErrDamaged
		}
		at = behind + length
		if marker == sos {
			scanned = true
			at = behindScan(content, at)
		}
	}
}

// nextMarker reads a marker with the bytes that fill up before it; behind is zero when there is none.
func nextMarker(content []byte, at int) (marker byte, behind int) {
	if at >= len(content) || content[at] != 0xff {
		return 0, 0
	}
	for at < len(content) && content[at] == 0xff {
		at++
	}
	if at >= len(content) || content[at] == 0 {
		return 0, 0
	}
	return content[at], at + 1
}

// standsAlone: no length follows the marker.
func standsAlone(marker byte) bool { return marker == tem || (marker >= 0xd0 && marker <= eoi) }

// behindScan passes over compressed pixels: in them a 0xff is followed by a zero, or by a marker to start over.
func behindScan(content []byte, at int) int {
	for ; at+1 < len(content); at++ {
		if content[at] != 0xff {
			continue
		}
		if next := content[at+1]; next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			return at
		}
	}
	return len(content)
}
