package focus

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// longestID is what callers' ids may have.
const longestID = 64

// AccountID is our id of a bill's account: one for each billing account and sub-account.
func AccountID(billing, sub string) string {
	if sub == "" {
		return readable(billing)
	}
	return readable(billing + "." + sub)
}

// VendorID is our id of a marketplace publisher.
func VendorID(publisher string) string { return readable(strings.ToLower(publisher)) }

// ConsumptionID is the same for the same group of the same bill, however often it is imported.
func (g Group) ConsumptionID() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{g.Account, g.Month, g.Service, g.Publisher}, "\x00")))
	return "focus-" + g.Month + "-" + hex.EncodeToString(sum[:12])
}

// readable makes an id of letters, digits, points, underscores and dashes that people recognise. When anything had to be
// changed or cut, a part of the original's hash keeps it apart from others.
func readable(original string) string {
	var clean strings.Builder
	for _, c := range original {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
			clean.WriteRune(c)
		default:
			clean.WriteByte('-')
		}
	}
	id := clean.String()
	if id == original && len(id) <= longestID && id != "" {
		return id
	}
	sum := sha256.Sum256([]byte(original))
	suffix := "-" + hex.EncodeToString(sum[:5])
	id = strings.Trim(id, "-")
	if room := longestID - len(suffix); len(id) > room {
		// The end tells accounts of one provider apart, the beginning is often the same.
		id = strings.TrimLeft(id[len(id)-room:], "-")
	}
	return id + suffix
}
