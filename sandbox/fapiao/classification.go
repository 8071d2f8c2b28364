package fapiao

import "kaipiao/domain/taxcode"

// ItemName is the item as the bureau prints it: with the short name of its tax code in asterisks.
func ItemName(taxCode, product string) string {
	return taxcode.Item(taxcode.ShortName(taxCode), product)
}
