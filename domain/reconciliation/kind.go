// Package reconciliation holds what ledger, register and provider may differ in, and what is done about each difference (I11).
package reconciliation

import "kaipiao/domain/refusal"

// Kind says what differs.
type Kind string

// The kinds of differences.
const (
	// BlueNotRecorded, RedNotRecorded, VoidNotRecorded: the provider has done what we asked for, and it is not booked here.
	BlueNotRecorded Kind = "blue_not_recorded"
	RedNotRecorded  Kind = "red_not_recorded"
	VoidNotRecorded Kind = "void_not_recorded"
	// RedElsewhere, VoidElsewhere: somebody has undone an invoice of ours without us (V9).
	RedElsewhere  Kind = "red_elsewhere"
	VoidElsewhere Kind = "void_elsewhere"
	// BuyersForm: the buyer began a red-letter form that is not known here (V8).
	BuyersForm Kind = "buyers_form"
	// NotAtProvider: it is booked here, and the provider does not list it.
	NotAtProvider Kind = "not_at_provider"
	// Unanswered: a serial was submitted long ago, nobody waits for a trouble to pass, and nothing became of it.
	Unanswered Kind = "unanswered"
	// GivenUpHere: the provider has issued what came to nothing here, or a serial that another one has replaced.
	GivenUpHere Kind = "given_up_here"
	// AmountDiffers, NumberDiffers: both have it, with other amounts or another number.
	AmountDiffers Kind = "amount_differs"
	NumberDiffers Kind = "number_differs"
	// UnknownSerial: the provider has a document that has nothing to do with anything here.
	UnknownSerial Kind = "unknown_serial"
	// SerialLost, CorrectionLost, ApplicationLost: the register was restored to an earlier state, and does not know any more that it has
	// issued an approved or pending invoice, that it has corrected what was refused, or that there was an application.
	SerialLost      Kind = "serial_lost"
	CorrectionLost  Kind = "correction_lost"
	ApplicationLost Kind = "application_lost"
	// LedgerDiffers: the ledger has not the amount invoiced that the register has.
	LedgerDiffers Kind = "ledger_differs"
)

// Repair is what is done about a difference. Each is safe to do twice.
type Repair string

// The repairs.
const (
	// Book books what the provider has.
	Book Repair = "book"
	// Ask asks the provider about the serial again; never under a new one (I4).
	Ask Repair = "ask"
	// TakeIn puts a form of the buyer's before finance.
	TakeIn Repair = "take_in"
	// Decide opens an operator task, because people must decide.
	Decide Repair = "decide"
)

// kinds is the one table of them.
var kinds = []struct {
	kind             Kind
	repair           Repair
	english, chinese string
}{
	{BlueNotRecorded, Book, "issued at the provider, not booked here", "服务商已开具，本系统未登记"},
	{RedNotRecorded, Book, "red-issued at the provider, not booked here", "服务商已红冲，本系统未登记"},
	{VoidNotRecorded, Book, "voided at the provider, not booked here", "服务商已作废，本系统未登记"},
	{RedElsewhere, Book, "red-issued elsewhere, without us", "在外部开具的红字发票"},
	{VoidElsewhere, Book, "voided elsewhere, without us", "在外部作废的发票"},
	{BuyersForm, TakeIn, "a red-letter form that the buyer began", "购买方发起的红字信息确认单"},
	{NotAtProvider, Ask, "booked here, not listed by the provider", "本系统已登记，服务商未列出"},
	{Unanswered, Ask, "submitted long ago, and nothing became of it", "提交已久，尚无结果"},
	{GivenUpHere, Decide, "issued at the provider, given up here", "服务商已开具，本系统已放弃"},
	{AmountDiffers, Decide, "the amounts differ", "金额不一致"},
	{NumberDiffers, Decide, "the numbers differ", "号码不一致"},
	{UnknownSerial, Decide, "the provider has a document that is not known here", "服务商处有本系统未知的单据"},
	{SerialLost, Book, "issued at the provider, and forgotten here", "服务商已开具，本系统的记录已丢失"},
	{
		CorrectionLost, Decide, "issued at the provider after a correction that is forgotten here; correct it as before, and it is asked about",
		"服务商在更正后已开具，本系统的更正记录已丢失；请按原内容再次更正，系统将查询其结果",
	},
	{
		ApplicationLost, Decide, "issued at the provider for an application of ours that is forgotten here; its amount must not be issued again",
		"服务商已为本系统遗失的申请开具，该金额不得重复开具",
	},
	{LedgerDiffers, Decide, "the ledger has another amount than the register", "账本金额与登记不一致"},
}

// Kinds lists them, always in the same order.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for n, known := range kinds {
		all[n] = known.kind
	}
	return all
}

// Repair is what is done about a difference of this kind.
func (k Kind) Repair() Repair {
	for _, known := range kinds {
		if known.kind == k {
			return known.repair
		}
	}
	return Decide
}

// Words are what people call it.
func (k Kind) Words() refusal.Words {
	for _, known := range kinds {
		if known.kind == k {
			return refusal.Words{English: known.english, Chinese: known.chinese}
		}
	}
	return refusal.Words{English: string(k), Chinese: string(k)}
}

// Outcome is how a difference was repaired.
type Outcome string

// The outcomes; the zero value is that nothing was done yet.
const (
	Open   Outcome = ""
	Booked Outcome = "booked"
	// Asked: the provider is asked again, or was asked and has it.
	Asked   Outcome = "asked"
	TakenIn Outcome = "taken_in"
	// Tasked: an operator task is open. It is repaired when somebody has seen to it.
	Tasked Outcome = "task"
)
