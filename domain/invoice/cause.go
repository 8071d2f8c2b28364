package invoice

import (
	"strings"

	"kaipiao/domain/refusal"
)

// Cause is a trouble of the seller, or of the provider behind it, for which invoices are parked until it has passed (I5).
type Cause string

// The causes; the zero value is none.
const (
	NoCause Cause = ""
	// QuotaExhausted: the seller's monthly quota is used up.
	QuotaExhausted Cause = "quota"
	// SessionExpired: the seller's tax bureau session needs a login or a face check.
	SessionExpired Cause = "session"
	// ProviderDown: the provider does not answer anybody.
	ProviderDown Cause = "provider"
	// SealingFailed: documents exist and are not sealed.
	SealingFailed Cause = "seal"
	// FileMissing: documents are issued and have no files.
	FileMissing Cause = "file"
	// Restored: the register was restored to an earlier state, and nothing is submitted before it is mended.
	Restored Cause = "restored"
	// OnHold: people have paused the seller.
	OnHold Cause = "on_hold"
)

// trouble is what there is to know of a cause.
type trouble struct {
	cause Cause
	// waitingFor is what callers see of it.
	waitingFor WaitingFor
	// everybody: who comes later meets it too, and need not try.
	everybody bool
	// notAccepted: who is answered so knows that the provider did not take its serial (I10).
	notAccepted bool
	// alone: one document may have it while others pass. A quota and what is left of it is everybody's.
	alone bool
	// toDo says in words what an operator can do about it.
	toDo, toDoZH string
}

// causes is the one table of them, which a test holds to the register's.
var causes = []trouble{
	{
		QuotaExhausted, WaitingForQuota, true, true, false, "ask the tax bureau for a higher quota.",
		"向税务机关申请调增授信额度；额度恢复后按到期先后自动继续。",
	},
	{
		SessionExpired, WaitingForSession, true, true, true, "log in to the tax bureau, with the face check if it asks for it.",
		"登录电子税务局，如有要求请完成人脸核验；登录后自动继续，无需逐张处理。",
	},
	{
		ProviderDown, WaitingForProvider, true, false, true, "nothing, or ask the provider when it is back.",
		"无需处理，平台恢复后自动继续；也可询问服务商何时恢复。",
	},
	{
		SealingFailed, WaitingForProvider, false, false, true, "nothing, or ask the provider to seal the documents.",
		"无需处理，签章完成后自动继续；也可请服务商补签。",
	},
	{
		FileMissing, WaitingForProvider, false, false, true, "nothing, or ask the provider for the files.",
		"无需处理，文件到达后自动继续；也可请服务商补发文件。",
	},
	{
		Restored, WaitingForOperator, true, false, false, "see to what `starter restored` has found, and say `starter restored --done`.",
		"处理 `starter restored` 列出的问题，然后执行 `starter restored --done`。",
	},
	{
		OnHold, WaitingForOperator, true, false, false, "resume the seller when the reason for the pause is gone.",
		"暂停原因消除后恢复该开票主体；恢复后按到期先后自动继续。",
	},
}

// Causes lists the causes, always in the same order.
func Causes() []Cause {
	all := make([]Cause, len(causes))
	for n, known := range causes {
		all[n] = known.cause
	}
	return all
}

// CausesForEverybody lists those that whoever comes later meets too, and need not try.
func CausesForEverybody() []Cause {
	var all []Cause
	for _, known := range causes {
		if known.everybody {
			all = append(all, known.cause)
		}
	}
	return all
}

// known is what there is to know of a cause; nothing of one that there is not.
func (c Cause) known() trouble {
	for _, known := range causes {
		if known.cause == c {
			return known
		}
	}
	return trouble{waitingFor: WaitingForNothing}
}

// WaitingFor is what callers see of a cause.
func (c Cause) WaitingFor() WaitingFor { return c.known().waitingFor }

// ToDo says in words what an operator can do about a cause.
func (c Cause) ToDo() string { return c.known().toDo }

// Advice says the same in both languages.
func (c Cause) Advice() refusal.Words {
	if c.known().toDo == "" {
		return refusal.Words{}
	}
	english := []rune(c.known().toDo)
	return refusal.Words{English: strings.ToUpper(string(english[:1])) + string(english[1:]), Chinese: c.known().toDoZH}
}

// NotAccepted reports whether what is parked for it is not at the provider: the provider said that it did not take it (I10).
func (c Cause) NotAccepted() bool { return c.known().notAccepted }

// Alone reports whether one document may have it while others pass: then it is no trouble of the seller's.
func (c Cause) Alone() bool { return c.known().alone }

// OfDocuments reports whether it is about documents that exist already: they have their serials, and a pause of their seller is nothing to them.
func (c Cause) OfDocuments() bool { return c == SealingFailed || c == FileMissing }

// InTurn reports whether what is parked for it keeps its order whoever has tried: a quota goes to who is due first (case 45).
func (c Cause) InTurn() bool { return c == QuotaExhausted }
