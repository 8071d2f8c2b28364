package access

import (
	"fmt"
	"slices"
)

// Permission is one thing that a person of finance is trusted with, besides reading: a role is too wide for a desk of many people.
type Permission string

// The permissions. Who has none of them reads, and changes nothing.
const (
	ReadOnly      Permission = "read_only"      // 只读: what everybody in finance may
	Reviewer      Permission = "reviewer"       // 审核: applications
	LargeApprover Permission = "large_approver" // 大额复核: the second person for large applications, accepted debts and corrections
	PrintDesk     Permission = "print_desk"     // 打印寄送: paper invoices and parcels
	TicketDesk    Permission = "ticket_desk"    // 工单: tickets, red-issues, corrections
	SellerKeeper  Permission = "seller_keeper"  // 开票主体: what a seller's invoicing waits for
	Administrator Permission = "administrator"  // 管理: the calendar, and registration numbers that are confirmed
)

// permissions lists them in the order in which they are shown.
var permissions = []Permission{ReadOnly, Reviewer, LargeApprover, PrintDesk, TicketDesk, SellerKeeper, Administrator}

// Permissions is a set of them. The zero value holds none.
type Permissions struct{ held uint16 }

// AllPermissions is the whole set.
func AllPermissions() Permissions { return Holding(permissions...) }

// ParsePermissions reads a set by its names, and refuses a name that is none.
func ParsePermissions(names []string) (Permissions, error) {
	var read []Permission
	for _, name := range names {
		if !slices.Contains(permissions, Permission(name)) {
			return Permissions{}, fmt.Errorf("%q is not a permission: one of %v", name, permissions)
		}
		read = append(read, Permission(name))
	}
	return Holding(read...), nil
}

// Holding is the set of some permissions.
func Holding(some ...Permission) (set Permissions) {
	for _, one := range some {
		set.held |= 1 << slices.Index(permissions, one)
	}
	return set
}

// Has reports whether the set holds a permission. Everybody may read.
func (p Permissions) Has(one Permission) bool {
	return one == ReadOnly || p.held&(1<<slices.Index(permissions, one)) != 0
}

// And is what is held by either of two sets.
func (p Permissions) And(others Permissions) Permissions { return Permissions{p.held | others.held} }

// List names what is held, in the order in which permissions are shown.
func (p Permissions) List() (held []Permission) {
	for _, one := range permissions {
		if p.held&(1<<slices.Index(permissions, one)) != 0 {
			held = append(held, one)
		}
	}
	return held
}
