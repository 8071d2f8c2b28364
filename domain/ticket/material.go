package ticket

import (
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
)

// MaterialType is what a file is that belongs to a ticket.
type MaterialType string

// The types of material. The last two are made by the product itself.
const (
	// OriginalReceived: the original of a paper invoice has come back; the picture shows it, or its parcel (V3).
	OriginalReceived MaterialType = "original_received"
	// VoidNote: the note of the reason that comes with an ordinary invoice (作废说明, V3).
	VoidNote MaterialType = "void_note"
	// RejectionCertificate: what a special invoice is sent back with (拒收证明, V3).
	RejectionCertificate MaterialType = "rejection_certificate"
	// LossCertificate: the scanned certificate that an invoice was lost (遗失证明, V6).
	LossCertificate MaterialType = "loss_certificate"
	// Template: a pro-forma invoice made by hand, after the customer asked for changes (A9).
	Template MaterialType = "template"
	// StampedScan: a scan of what bears the seal (A9); or of a lost invoice, in place of a copy of its stub (V6).
	StampedScan   MaterialType = "stamped_scan"
	OtherMaterial MaterialType = "other"
	// StubCopyMaterial: the copy of the stub of a lost paper invoice (V6).
	StubCopyMaterial MaterialType = "stub_copy"
	// ProformaMaterial: the pro-forma invoice as the product makes it (A9).
	ProformaMaterial MaterialType = "proforma"
)

// Materials lists the types.
var Materials = []MaterialType{
	OriginalReceived, VoidNote, RejectionCertificate, LossCertificate, Template, StampedScan, OtherMaterial, StubCopyMaterial, ProformaMaterial,
}

// HandedInTypes lists the types that people hand in: those that some kind of ticket takes.
func HandedInTypes() []MaterialType {
	return slices.DeleteFunc(slices.Clone(Materials), func(t MaterialType) bool {
		return !slices.ContainsFunc(Kinds, func(row Row) bool { return row.Kind.Takes(t) })
	})
}

// financesOwn are the types that only finance hands in, because it says by them that something is so.
var financesOwn = []MaterialType{OriginalReceived, Template, StampedScan}

// FinancesOwn reports whether only finance hands in materials of this type.
func (t MaterialType) FinancesOwn() bool { return slices.Contains(financesOwn, t) }

// AskedOfCustomer reports whether finance may ask the customer for it: what finance itself makes comes from nobody else.
func (t MaterialType) AskedOfCustomer() bool { return t != Template && t != StampedScan }

// Freight says who paid for the parcel with an original.
type Freight string

// Who paid. A parcel that is sent freight collect is not taken in (V3).
const (
	FreightPrepaid Freight = "prepaid"
	FreightCollect Freight = "collect"
)

// How much may be handed in.
const (
	MaterialBytes        = 10 << 20
	MaterialsOfOneTicket = 50
)

// Content is what is known of bytes in the file store.
type Content struct {
	ContentType string
	// SHA256 is their checksum, in hex.
	SHA256 string
	Size   int64
	Key    string
}

// Material is a file that belongs to a ticket.
type Material struct {
	ID   ids.Material
	Type MaterialType
	Content
	// Freight is that of the parcel with an original; empty for other types.
	Freight Freight
	AddedBy actor.Actor
	AddedAt time.Time
}

// MaterialID names the n-th material of a ticket.
func MaterialID(ticket ids.Ticket, n int) ids.Material {
	return ids.Material(fmt.Sprintf("%s-m%d", ticket, n))
}
