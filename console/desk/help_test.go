package desk_test

import (
	"kaipiao/domain/ids"
)

func accountID(text string) ids.Account { return ids.Account(text) }

func invoiceID(text string) ids.Invoice { return ids.Invoice(text) }
