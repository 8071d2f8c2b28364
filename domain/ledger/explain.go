package ledger

import (
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Counting says how much of a record counts towards what can be invoiced (L12).
type Counting string

// How much of a record counts.
const (
	CountsWhole  Counting = "whole"   // all that was paid for it
	CountsPart   Counting = "part"    // some of it
	CountsNotYet Counting = "not_yet" // what is free of it is not released yet
	CountsNot    Counting = "none"    // nothing of it, any more or at all
)

// Standing of a record is everything that decides how much of it counts. Amounts are in CNY.
type Standing struct {
	Seller      ids.Seller
	Charge      Charge
	ReleasedAt  *time.Time
	Cash        money.Amount
	Coupon      money.Amount
	Rebate      money.Amount
	Refunded    money.Amount
	Free        money.Amount
	Reserved    money.Amount
	Invoiced    money.Amount
	Outstanding money.Amount
	// PaidOff is what it paid off of outstanding amounts (L9).
	PaidOff money.Amount
	// PaidByAgent: an agent paid for it, who alone can invoice it (L6).
	PaidByAgent bool
	// Member is the account that consumed it as a member of a group, and Group its master then and the way (A13); the zero values for none.
	Member ids.Account
	Group  Group
	// InvoicedByMaster: the master alone can invoice it, and it is not the master who looks.
	InvoicedByMaster bool
}

// Reason is one sentence of the explanation, with a stable code.
type Reason struct{ Code, English, Chinese string }

// Explain says how much of a record counts at an instant, and why not all of it (L12). Where all counts there is nothing
// to explain, but what its account was to a group (A13).
func (s Standing) Explain(at time.Time) (Counting, []Reason) {
	if s.PaidByAgent {
		return CountsNot, []Reason{{
			"paid_by_agent", "An agent has paid for it; please contact your agent for the invoice.", "由代理商代付，请联系您的代理商开具发票。",
		}}
	}
	why := s.ofGroup()
	if s.InvoicedByMaster {
		return CountsNot, why
	}
	because := func(code string, amount money.Amount, english, chinese string) {
		if amount.IsPositive() {
			why = append(why, Reason{code, fmt.Sprintf(english, amount), fmt.Sprintf(chinese, amount)})
		}
	}
	because("not_cash", s.Coupon.Add(s.Rebate), "%s was paid by coupons or rebates, which are never invoiced.", "其中 %s 元由代金券或返利支付，不可开票。")
	because("refunded", s.Refunded, "%s was refunded.", "其中 %s 元已退款。")
	because("reserved", s.Reserved, "%s is applied for.", "其中 %s 元已申请开票。")
	because("invoiced", s.Invoiced, "%s is invoiced.", "其中 %s 元已开票。")
	because("paid_off", s.PaidOff, "%s paid off outstanding amounts.", "其中 %s 元已用于冲抵欠票。")
	because("outstanding", s.Outstanding, "%s was refunded after it was applied for or invoiced, and reduces what is available.",
		"其中 %s 元在申请或开票后退款，形成欠票，冲减可开票金额。")
	waiting := s.unreleased(at)
	if waiting != nil && s.Free.IsPositive() {
		why = append(why, *waiting)
	}
	return s.counting(waiting != nil), why
}

// ofGroup says what the group of the record's account has to do with it (A13).
func (s Standing) ofGroup() []Reason {
	say := func(code, english, chinese string, who ids.Account) []Reason {
		return []Reason{{code, fmt.Sprintf(english, who), fmt.Sprintf(chinese, who)}}
	}
	switch {
	case s.InvoicedByMaster:
		return say("invoiced_by_master", "It is invoiced by your master account %s under its own title (trusteeship).",
			"由主账号 %s 以其抬头统一开票（托管）。", s.Group.Master)
	case s.Group.Way == group.Trusteeship:
		return say("of_member", "Your member account %s consumed it; you invoice it under your own title (trusteeship).",
			"由成员账号 %s 消费，以您的抬头开票（托管）。", s.Member)
	case s.Group.Way == group.Independent:
		return say("of_group", "It was consumed as a member of %s, and is invoiced under the member's own title (independent).",
			"消费时为主账号 %s 的成员，以成员自己的抬头开票（独立）。", s.Group.Master)
	default:
		return nil
	}
}

func (s Standing) counting(waiting bool) Counting {
	switch {
	case !s.Free.IsPositive():
		return CountsNot
	case waiting:
		return CountsNotYet
	case s.Free.Equal(money.Sum(s.Cash, s.Coupon, s.Rebate)) && s.Outstanding.IsZero():
		return CountsWhole
	default:
		return CountsPart
	}
}

// unreleased says what a record waits for that cannot be invoiced at the instant (L2, L3, L5).
func (s Standing) unreleased(at time.Time) *Reason {
	switch {
	case s.ReleasedAt == nil && s.Seller != invoice.Platform:
		return &Reason{"awaiting_delivery", "It is not delivered yet.", "尚未交付。"}
	case s.ReleasedAt == nil:
		return &Reason{"awaiting_resources", "It is paid, but its resources do not exist yet.", "已付款，但资源尚未创建。"}
	case s.ReleasedAt.After(at):
		when := s.ReleasedAt.In(calendar.Shanghai).Format("2006-01-02 15:04:05")
		return &Reason{
			"released_later", fmt.Sprintf("It can be invoiced from %s (Asia/Shanghai).", when), fmt.Sprintf("自 %s（北京时间）起可开票。", when),
		}
	default:
		return nil
	}
}
