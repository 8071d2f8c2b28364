// Package contradiction is the third kind of error, beside the call that failed and may be tried again, and the refusal that
// is an answer: two things that cannot both be true, such as the register's word and the provider's. Trying again never helps;
// a person finds out which of the two is wrong.
package contradiction

import "fmt"

// Code is a stable name of what contradicts what.
type Code string

// The codes. Their meaning never changes; a new meaning gets a new code.
const (
	// InvoiceDiffers: an invoice is one thing here, and another one at the provider.
	InvoiceDiffers Code = "invoice_differs"
	// ReversalDiffers: so it is with a reversal.
	ReversalDiffers Code = "reversal_differs"
	// NumberTaken: the provider gives a document the number of another one.
	NumberTaken Code = "number_taken"
	// SerialDiffers: a workflow goes on under another serial than the register's.
	SerialDiffers Code = "serial_differs"
	// NotReversible: the provider has undone an invoice that cannot be undone here.
	NotReversible Code = "not_reversible"
	// VendorsInvoice: our provider was to be asked for an invoice that a vendor issues (I8).
	VendorsInvoice Code = "vendors_invoice"
	// RedDiffers: a red document or form takes from an invoice what is not left of it.
	RedDiffers Code = "red_differs"
	// RefusedAndIssued: a serial was refused for good, and the provider has issued it after all.
	RefusedAndIssued Code = "refused_and_issued"
	// ConstraintViolated: the database refuses what is to be stored.
	ConstraintViolated Code = "constraint_violated"
	// StepRefused: the register refuses what a workflow has to do.
	StepRefused Code = "step_refused"
)

// sentences has the sentence of each code, for people who read English and for people who read Chinese.
var sentences = map[Code]struct{ english, chinese string }{
	InvoiceDiffers: {
		"Invoice %s is %s here (serial %s, number %s); at the provider it is %s (serial %s, number %s).",
		"发票 %s 在本系统的状态为 %s（流水号 %s，发票号码 %s），在开票服务商处为 %s（流水号 %s，发票号码 %s）。",
	},
	ReversalDiffers: {
		"Reversal %s is %s here (document %s); at the provider it is %s (document %s).",
		"红冲或作废 %s 在本系统的状态为 %s（红字发票号码 %s），在开票服务商处为 %s（红字发票号码 %s）。",
	},
	NumberTaken: {
		"The provider gives %s the number %s, which is another document's here.",
		"开票服务商为 %s 返回的发票号码 %s 在本系统中已属于另一张发票。",
	},
	SerialDiffers: {
		"The work on invoice %s goes on under serial %s; its serial here is %s.",
		"发票 %s 的处理流程使用流水号 %s，而本系统登记的流水号为 %s。",
	},
	NotReversible: {
		"The provider has undone invoice %s (reversal %s), which is %s here and cannot be undone.",
		"开票服务商已冲销发票 %s（%s），而该发票在本系统的状态为 %s，不能冲销。",
	},
	VendorsInvoice: {
		"Invoice %s is the vendor %s's to issue; our tax provider must not be asked for it (I8).",
		"发票 %s 应由云市场服务商 %s 自行开具，不得提交给平台的开票服务商（I8）。",
	},
	RedDiffers: {
		"At the provider %s takes from invoice %s what is not left of it here.",
		"开票服务商处的 %s 对发票 %s 的冲红与本系统剩余可冲红的明细不符。",
	},
	RefusedAndIssued: {
		"Invoice %s is to be submitted under serial %s; but the provider has issued its older serial %s, which it had refused, as number %s.",
		"发票 %s 即将以流水号 %s 提交，但开票服务商曾拒绝的旧流水号 %s 实际已开具，发票号码 %s。",
	},
	ConstraintViolated: {
		"The register's rule %q forbids what is to be stored.",
		"登记库的约束 %q 不允许写入该内容。",
	},
	StepRefused: {
		"The register refuses the next step of the work: %[1]s",
		"登记库拒绝执行下一步：%[2]s",
	},
}

// Codes lists every code, for tests and the documentation.
func Codes() []Code {
	return []Code{
		InvoiceDiffers, ReversalDiffers, NumberTaken, SerialDiffers, NotReversible, VendorsInvoice, RedDiffers, RefusedAndIssued, ConstraintViolated,
		StepRefused,
	}
}

// Contradiction says what contradicts what, in both languages. It holds no amounts and no personal data, because it is shown in
// the Web UI and sent by mail.
type Contradiction struct {
	Code    Code   `json:"code"`
	English string `json:"english"`
	Chinese string `json:"chinese"`
}

// New makes a contradiction. The arguments fill its code's sentences.
func New(code Code, arguments ...any) *Contradiction {
	said := sentences[code]
	return &Contradiction{Code: code, English: fmt.Sprintf(said.english, arguments...), Chinese: fmt.Sprintf(said.chinese, arguments...)}
}

// Loggable is its code: what a step was refused for may repeat what somebody typed.
func (c *Contradiction) Loggable() string { return "contradiction: " + string(c.Code) }

// Error is the English sentence.
func (c *Contradiction) Error() string { return c.English }

// Or is a value in a sentence, or a dash where there is none.
func Or[Text ~string](value Text) string {
	if value == "" {
		return "–"
	}
	return string(value)
}
