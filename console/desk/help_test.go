package desk_test

import (
	"kaipiao/domain/ids"
)

func accountID(text string) ids.Account { return ids.Account(text) }
