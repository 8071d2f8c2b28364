package workflows

import "go.temporal.io/sdk/temporal"

// TaskQueue is where all workflows and activities of the product run.
const TaskQueue = "kaipiao"

// ProviderTaskQueue is where the calls at the tax provider run, at the pace that it allows over all workers (I5).
const ProviderTaskQueue = "kaipiao-provider"

// The search attributes by which operators filter (O2). They hold no personal data.
var (
	StageAttribute      = temporal.NewSearchAttributeKeyKeyword("KaipiaoStage")
	AccountAttribute    = temporal.NewSearchAttributeKeyKeyword("KaipiaoAccount")
	MediumAttribute     = temporal.NewSearchAttributeKeyKeyword("KaipiaoMedium")
	WaitingForAttribute = temporal.NewSearchAttributeKeyKeyword("KaipiaoWaitingFor")
	DueAttribute        = temporal.NewSearchAttributeKeyTime("KaipiaoDue")
	OverdueAttribute    = temporal.NewSearchAttributeKeyBool("KaipiaoOverdue")
)

// SearchAttributes are all of them: what a cluster has to know before the first workflow starts.
var SearchAttributes = []temporal.SearchAttributeKey{
	StageAttribute, AccountAttribute, MediumAttribute, WaitingForAttribute, DueAttribute, OverdueAttribute,
}

// The stages by which operators filter.
const (
	// StageReview: people have to decide about the application. What is approved by itself is under StageIssuing from the beginning.
	StageReview = "review"
	// StageIssuing: until the customer has the files of an e-invoice, or the courier the paper.
	StageIssuing = "issuing"
	// StageShipped: until the parcel is signed for.
	StageShipped = "shipped"
	StageTicket  = "ticket"
	// StageReversal: an issued invoice is being undone.
	StageReversal = "reversal"
)
