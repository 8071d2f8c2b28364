package bill

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"kaipiao/domain/ids"
)

// longestID is what callers' ids may have.
const longestID = 64

// AccountID is our id of a bill's account: one for each billing account and sub-account.
func AccountID(billing, sub string) ids.Account {
	if sub == "" {
		return ids.Account(readable(billing, "account"))
	}
	return ids.Account(readable(billing+"."+sub, "account"))
}

// VendorID is our id of a marketplace publisher.
func VendorID(publisher string) ids.Seller {
	return ids.Seller(readable(strings.ToLower(publisher), "vendor"))
}

// ConsumptionID is the same for the same group of the same bill, however often it is imported.
func (s Sum) ConsumptionID() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(s.Account), s.Month, s.Service, s.Publisher}, "\x00")))
	return "focus-" + s.Month + "-" + hex.EncodeToString(sum[:12])
}

// notAllowed is what ids of callers may not have.
var notAllowed = regexp.MustCompile(`[^A-Za-z0-9._]*[^A-Za-z0-9._-]+[^A-Za-z0-9._]*`)

// readable makes an id that people recognise. When anything had to be changed or cut, a part of the original's hash keeps
// it apart from others; when nothing is left of it, it begins with what it stands for.
func readable(original, what string) string {
	id := strings.ReplaceAll(strings.Trim(notAllowed.ReplaceAllString(original, "-"), "-"), ".-", ".")
	if id == original && len(id) <= longestID && id != "" {
		return id
	}
	sum := sha256.Sum256([]byte(original))
	suffix := "-" + hex.EncodeToString(sum[:5])
	if id == "" {
		id = what
	}
	if room := longestID - len(suffix); len(id) > room {
		// The end tells accounts of one provider apart, the beginning is often the same.
		id = strings.TrimLeft(id[len(id)-room:], "-")
	}
	return id + suffix
}
