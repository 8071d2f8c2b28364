package invoice

import (
	"strings"
)

// The alphabet of the unified social credit code (GB 32100-2015): no I, O, S, V or Z.
const creditCodeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// The weights of the first seventeen characters: powers of 3 modulo 31.
var creditCodeWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// ValidTaxpayerID reports whether a taxpayer number can be one: 18 characters with a right check character (unified
// social credit code, GB 32100-2015), or 15 or 20 characters of the older forms, which have none.
func ValidTaxpayerID(id string) bool {
	switch len(id) {
	case 18:
		check, ok := CreditCodeCheck(id[:17])
		return ok && id[17] == check
	case 15, 20:
		return strings.Trim(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	default:
		return false
	}
}

// PossibleTaxpayerID reports whether a number has the form of one, whatever its check character: there are companies to which a code with
// a wrong one was given, and the bureau issues to them.
func PossibleTaxpayerID(id string) bool {
	return (len(id) == 15 || len(id) == 18 || len(id) == 20) && strings.Trim(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// CreditCodeCheck computes the check character of the first seventeen characters of a unified social credit code. It
// reports false when they are not of its alphabet.
func CreditCodeCheck(first17 string) (byte, bool) {
	if len(first17) != len(creditCodeWeights) {
		return 0, false
	}
	sum := 0
	for i, weight := range creditCodeWeights {
		value := strings.IndexByte(creditCodeAlphabet, first17[i])
		if value < 0 {
			return 0, false
		}
		sum += value * weight
	}
	return creditCodeAlphabet[(31-sum%31)%31], true
}
