package ledger

import (
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Hold is an amount because of which an account's balance cannot be withdrawn: what is uncovered with a seller in a tax classification
// code (L8), or outstanding of a former subject, which nothing covers any more (L13).
type Hold struct {
	Seller  ids.Seller
	TaxCode string
	// Subject is the subject that owes it; Former says that it has the account no more.
	Subject int
	Former  bool
	Amount  money.Amount
}

// Reason says it in both languages, with a stable code.
func (h Hold) Reason() Reason {
	if h.Former {
		return Reason{
			"former_subject_owes",
			fmt.Sprintf("%s is outstanding of a former subject of the account (subject %d), with seller %s in tax classification code %s.",
				h.Amount, h.Subject, h.Seller, h.TaxCode),
			fmt.Sprintf("账户变更前的主体（第 %d 个）在销售方 %s、税收分类编码 %s 下仍有欠票 %s 元。", h.Subject, h.Seller, h.TaxCode, h.Amount),
		}
	}
	return Reason{
		"outstanding_uncovered",
		fmt.Sprintf("%s is outstanding with seller %s in tax classification code %s, and is not covered by new consumption in that code.",
			h.Amount, h.Seller, h.TaxCode),
		fmt.Sprintf("销售方 %s、税收分类编码 %s 下有 %s 元欠票未被同编码的新消费覆盖。", h.Seller, h.TaxCode, h.Amount),
	}
}
