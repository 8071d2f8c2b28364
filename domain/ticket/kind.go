package ticket

import (
	"slices"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// Kind is what a ticket (工单) asks for.
type Kind string

// What a ticket may ask for.
const (
	// Cancel: take back what the customer cannot cancel alone any more (R2).
	Cancel Kind = "cancel"
	// ChangeAddress: send the paper elsewhere (R4).
	ChangeAddress Kind = "change_address"
	// Void: undo a paper invoice, whose original comes back (V3).
	Void Kind = "void"
	// Lost: an invoice was lost, and a copy of its stub is wanted (V6).
	Lost Kind = "lost"
	// Proforma: a pro-forma invoice for an enterprise that gets no VAT invoice (A9).
	Proforma Kind = "proforma"
	// Other: whatever has no kind of its own; finance decides (V5).
	Other Kind = "other"
)

// About is what a ticket of a kind is about.
type About string

// What tickets are about.
const (
	// Anything: an application, an invoice, or neither.
	Anything About = "anything"
	// Applied: an application or an invoice.
	Applied About = "applied"
	// OneInvoice: an invoice.
	OneInvoice About = "invoice"
	// Records: consumptions, and no application.
	Records About = "records"
)

// Deed is what is done when a ticket is accepted; the office carries it out.
type Deed string

// The deeds.
const (
	// Nothing: finance has done it, or said all there is to say (V5).
	Nothing     Deed = "nothing"
	TakeBack    Deed = "take_back"
	SendToOther Deed = "change_address"
	Reverse     Deed = "reverse"
	CopyTheStub Deed = "copy_stub"
	// AcceptWhatIsOwed lets another subject take the account over although something is outstanding, where the ticket asks for it (L13).
	AcceptWhatIsOwed Deed = "accept_outstanding"
)

// Beginning is how the office looks at a new ticket of a kind.
type Beginning string

// The beginnings.
const (
	// AsItIs: finance decides, whatever it says.
	AsItIs Beginning = "as_it_is"
	// UnderWay: the application is pending or approved.
	UnderWay Beginning = "under_way"
	// IssuedPaper: the invoice is issued and not undone, and asked for once.
	IssuedPaper Beginning = "issued_paper"
	// Offered: the product makes a document, which the customer confirms (A9).
	Offered Beginning = "offered"
)

// Need is a material without which a ticket cannot be decided.
type Need struct {
	Type MaterialType
	// Of is the kind of invoice for which it is needed; empty for every kind.
	Of invoice.Kind
	// Out: it is needed where the paper has left the house.
	Out bool
}

// Row is everything that is special to a kind of ticket. A new kind is a row here, a migration and a deed.
type Row struct {
	Kind             Kind
	English, Chinese string
	About            About
	// NeedsNote, NeedsAddress: without it a ticket says nothing. Only a kind that needs an address has one.
	NeedsNote, NeedsAddress bool
	// OpenedBy is who may ask for it.
	OpenedBy []actor.Kind
	Begins   Beginning
	// Takes are the materials that say anything for it, beside others.
	Takes []MaterialType
	Needs []Need
	// Confirmed: the customer confirms it before finance accepts it.
	Confirmed bool
	Deed      Deed
}

var (
	askers = life.By(actor.Customer, actor.Service)
	// returned is what comes with an original.
	returned = []MaterialType{OriginalReceived, VoidNote, RejectionCertificate, OtherMaterial}
)

// Kinds is the table of kinds, in the order in which people see them.
var Kinds = []Row{
	{
		Kind: Cancel, English: "Cancel", Chinese: "撤销", About: Applied, OpenedBy: askers, Begins: UnderWay, Takes: returned, Deed: TakeBack,
		Needs: []Need{
			{Type: OriginalReceived, Out: true},
			{Type: VoidNote, Of: invoice.Ordinary, Out: true},
			{Type: RejectionCertificate, Of: invoice.Special, Out: true},
		},
	},
	{
		Kind: ChangeAddress, English: "Change the address", Chinese: "修改邮寄地址", About: Applied, NeedsAddress: true, OpenedBy: askers, Begins: UnderWay,
		Takes: []MaterialType{OtherMaterial}, Deed: SendToOther,
	},
	{
		Kind: Void, English: "Void a paper invoice", Chinese: "纸质发票作废或红冲", About: OneInvoice, OpenedBy: askers, Begins: IssuedPaper, Takes: returned,
		Deed: Reverse,
		Needs: []Need{
			{Type: OriginalReceived, Out: true}, {Type: VoidNote, Of: invoice.Ordinary}, {Type: RejectionCertificate, Of: invoice.Special},
		},
	},
	{
		Kind: Lost, English: "Lost invoice", Chinese: "发票遗失", About: OneInvoice, OpenedBy: askers, Begins: IssuedPaper,
		Takes: []MaterialType{LossCertificate, StampedScan, OtherMaterial}, Needs: []Need{{Type: LossCertificate}}, Deed: CopyTheStub,
	},
	{
		Kind: Proforma, English: "Pro-forma invoice", Chinese: "形式发票", About: Records, OpenedBy: askers, Begins: Offered,
		Takes: []MaterialType{StampedScan, Template, OtherMaterial}, Confirmed: true, Deed: Nothing,
	},
	{
		Kind: Other, English: "Other", Chinese: "其他", About: Anything, NeedsNote: true, OpenedBy: append(life.By(actor.Product.Kind), askers...),
		Begins: AsItIs,
		Takes:  append([]MaterialType{LossCertificate}, returned...), Deed: AcceptWhatIsOwed,
	},
}

// Row is what is special to the kind; the zero value for a kind that there is not.
func (k Kind) Row() Row {
	at := slices.IndexFunc(Kinds, func(row Row) bool { return row.Kind == k })
	if at < 0 {
		return Row{Kind: k}
	}
	return Kinds[at]
}

// AllKinds lists the kinds.
func AllKinds() []Kind {
	names := make([]Kind, len(Kinds))
	for i, row := range Kinds {
		names[i] = row.Kind
	}
	return names
}

// Takes reports whether a material of this type says anything for a ticket of this kind.
func (k Kind) Takes(t MaterialType) bool { return slices.Contains(k.Row().Takes, t) }

// Needs is what a ticket cannot be decided without, about invoices of one kind; out says that a paper has left the house.
func (k Kind) Needs(kind invoice.Kind, out bool) []MaterialType {
	var needs []MaterialType
	for _, need := range k.Row().Needs {
		if (need.Of == "" || need.Of == kind) && (out || !need.Out) {
			needs = append(needs, need.Type)
		}
	}
	return needs
}

// CheckComplete refuses a ticket that does not name what one of its kind is about, or names something else besides.
func (t Ticket) CheckComplete() error {
	incomplete := func(field, english, chinese string) error { return refusal.BadInput(field, english, chinese) }
	row, named := t.Kind.Row(), t.Application != "" || t.Invoice != ""
	switch {
	case t.Application != "" && t.Invoice != "":
		return incomplete("application", "Name either an application or an invoice.", "请指明一个申请或一张发票。")
	case row.About == Applied && !named:
		return incomplete("application", "Name either an application or an invoice.", "请指明一个申请或一张发票。")
	case row.About == OneInvoice && t.Invoice == "":
		return incomplete("invoice", "Name the invoice.", "请指明发票。")
	case row.About == Records && named:
		return incomplete("application", "A pro-forma invoice is about consumptions, and about no application.", "形式发票针对消费记录，不针对申请。")
	case row.NeedsNote && t.Note == "":
		return incomplete("note", "Say what it is about.", "请说明事由。")
	case row.NeedsAddress && t.Address == nil:
		return incomplete("address", "Say where to.", "请填写新的邮寄地址。")
	case !row.NeedsAddress && t.Address != nil:
		return incomplete("address", "Only a change of address has one.", "只有更改地址的工单才填写地址。")
	case row.About != Records && t.Consumptions != nil:
		return incomplete("consumptions", "Only a pro-forma invoice is made of them.", "只有形式发票才选择消费记录。")
	case t.AcceptOutstanding && (row.About != Anything || named):
		return incomplete("accept_outstanding", "It is asked for by a ticket of the kind other about the account itself.", "请通过针对账户本身的“其他”类工单提出。")
	case !slices.Contains(row.OpenedBy, t.OpenedBy.Kind):
		return incomplete("kind", "You cannot open a ticket of this kind.", "您不能提交该类工单。")
	default:
		return nil
	}
}
