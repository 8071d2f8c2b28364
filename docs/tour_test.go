package docs

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
)

var taxpayerID = regexp.MustCompile(`"taxpayer_id": "([^"]*)"`)

// P10: whoever goes through the README is a buyer with a number of its own, which could be one.
func TestP10TheBuyerIsNotTheSeller(t *testing.T) {
	found := taxpayerID.FindAllStringSubmatch(pages(t)[filepath.Join(root, "README.md")], -1)
	require.NotEmpty(t, found)
	for _, buyer := range found {
		require.True(t, invoice.ValidTaxpayerID(buyer[1]), buyer[1])
		require.NotEqual(t, policy.Default().Seller.TaxpayerID, buyer[1])
	}
}
