package export

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/reversal"
)

// What people read beside the words that the API has, which stand with them.

func both[Word ~string](chinese map[Word]string, word Word) Cell {
	if says, known := chinese[word]; known {
		return Cell{Text: says + " " + string(word)}
	}
	return TextCell(word)
}

// KindCell says which kind an invoice is of.
func KindCell(kind invoice.Kind) Cell {
	return both(map[invoice.Kind]string{invoice.Ordinary: "普通发票", invoice.Special: "专用发票"}, kind)
}

// MediumCell says whether an invoice is on paper.
func MediumCell(medium invoice.Medium) Cell {
	return both(map[invoice.Medium]string{invoice.Electronic: "电子", invoice.Paper: "纸质"}, medium)
}

// StatusCell says what became of an invoice.
func StatusCell(status invoice.Status) Cell {
	return Cell{Text: invoice.Life.Words(status).Chinese + " " + string(status)}
}

// ReasonCell says why an invoice was red-issued.
func ReasonCell(r reversal.Reversal) Cell {
	return both(map[invoice.RedReason]string{
		invoice.RedError: "开票有误", invoice.RedReturn: "销货退回", invoice.RedTermination: "服务中止", invoice.RedDiscount: "销售折让",
	}, r.Reason)
}

// ChargeCell says how a record was paid.
func ChargeCell(charge ledger.Charge) Cell {
	return both(map[ledger.Charge]string{ledger.Prepaid: "预付费", ledger.Postpaid: "后付费"}, charge)
}

// BucketCell says in which bucket of the ledger an amount lies.
func BucketCell(bucket ledger.Bucket) Cell {
	return both(map[ledger.Bucket]string{
		ledger.Cash: "消费", ledger.Free: "未申请", ledger.Reserved: "申请中", ledger.Invoiced: "已开票", ledger.Outstanding: "欠票", ledger.GivenBack: "已退款",
	}, bucket)
}
