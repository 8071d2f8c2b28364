package activities

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/office/read"
)

// Notices tells customers by mail what became of their invoices (O3).
type Notices struct {
	// Returns is where customers send originals back to (V3).
	Returns policy.Returns
	Mailer  Mailer
	Office  *office.Office
	// Operators is the address of those who see to operator tasks; empty for nobody.
	Operators string
	// Files are attached to what is mailed.
	Files FileStore
	// InvoiceURL is where a customer finds an invoice in its browser: %s stands for its id.
	InvoiceURL string
	Now        func() time.Time
	// instead is where mails go whose own address is refused; empty for their own.
	instead string
}

// NoticeRequest says what a customer is to be told about which invoice. Last: when it is told, nothing is owed any more.
type NoticeRequest struct {
	Invoice ids.Invoice  `json:"invoice"`
	What    notice.About `json:"what"`
	Last    bool         `json:"last,omitempty"`
}

// SendRejection mails the customer why an application was rejected (R1). Sent twice, both mails carry the same message id.
func (n *Notices) SendRejection(ctx context.Context, application ids.Application) error {
	rejected, err := n.Office.Applications.Application(ctx, application)
	if err != nil {
		return failure(err)
	}
	subject, body, err := notice.WriteApplication(notice.Rejected, rejected)
	if err != nil {
		return failure(err)
	}
	if err := n.send(ctx, string(application)+"."+string(notice.Rejected), rejected.Email, subject, body); err != nil {
		return err
	}
	ctx, stop := noting(ctx)
	defer stop()
	return failure(n.Office.Runs.Settle(ctx, message.WorkflowOfApplication(application), n.Now()))
}

// SendNotice mails the customer what became of an invoice. Sent twice, both mails carry the same message id.
func (n *Notices) SendNotice(ctx context.Context, request NoticeRequest) error {
	issued, err := n.Office.Invoices.Invoice(ctx, request.Invoice)
	if err != nil {
		return failure(err)
	}
	return n.sendNotice(ctx, issued, request, nil)
}

// sendNotice does so about an invoice that was read already. At hand is what is in some of its files, by their keys.
func (n *Notices) sendNotice(ctx context.Context, issued read.Invoice, request NoticeRequest, atHand map[string][]byte) error {
	mail, err := n.aboutInvoice(ctx, request.What, issued.Invoice, atHand)
	if err != nil {
		return failure(err)
	}
	if err := n.hand(ctx, mail); err != nil {
		return err
	}
	ctx, stop := noting(ctx)
	defer stop()
	switch request.What {
	case notice.Issued:
		err = n.Office.Invoices.RecordTold(ctx, issued.ID, n.Now())
	case notice.Shipped:
		err = n.Office.Parcels.RecordTold(ctx, issued.ID, issued.TrackingNumber, n.Now())
	default: // a run that begins later says it again, unless it is the last that is owed
	}
	if err != nil {
		return failure(err)
	}
	if request.Last {
		return failure(n.Office.Runs.Settle(ctx, issued.Workflow, n.Now()))
	}
	return nil
}

// aboutInvoice writes the mail about an invoice. That an e-invoice is issued comes with its files, as far as they are there (I6).
func (n *Notices) aboutInvoice(ctx context.Context, what notice.About, issued invoice.Invoice, atHand map[string][]byte) (Mail, error) {
	subject, body, err := notice.Write(what, issued, fmt.Sprintf(n.InvoiceURL, issued.ID))
	if err != nil {
		return Mail{}, err
	}
	about := string(issued.ID) + "." + string(what)
	switch what {
	case notice.Failed:
		about += "." + string(issued.Serial) // a corrected invoice may be refused again
	case notice.Shipped:
		about += "." + issued.TrackingNumber // a parcel that came back is sent again
	default: // happens once in an invoice's life
	}
	mail := Mail{MessageID: about + "@kaipiao", To: issued.Email, Subject: subject, Body: body}
	if what != notice.Issued {
		return mail, nil
	}
	for _, file := range issued.Files {
		if file.Format == invoice.XML {
			continue // it is for machines
		}
		content, found := atHand[file.Key]
		if !found {
			if content, err = n.Files.Get(ctx, file.Key); err != nil {
				return Mail{}, fmt.Errorf("attach the %s of %s: %w", file.Format, issued.ID, err)
			}
		}
		mail.Attachments = append(mail.Attachments, Attachment{
			Name: issued.Number + "." + string(file.Format), ContentType: file.Format.ContentType(), Content: content,
		})
	}
	return mail, nil
}

// ReversalNotice says what a customer is to be told about which reversal. Reminder counts the reminders; 0 is none.
type ReversalNotice struct {
	Reversal ids.Reversal `json:"reversal"`
	What     notice.About `json:"what"`
	Reminder int          `json:"reminder,omitempty"`
}

// SendReversalNotice mails the customer about a reversal. Sent twice, both mails carry the same message id.
func (n *Notices) SendReversalNotice(ctx context.Context, request ReversalNotice) error {
	of, err := n.Office.Reversals.Reversal(ctx, request.Reversal)
	if err != nil {
		return failure(err)
	}
	issued, err := n.Office.Invoices.Invoice(ctx, of.Invoice)
	if err != nil {
		return failure(err)
	}
	subject, body, err := notice.WriteReversal(request.What, notice.Reversal{Invoice: issued.Invoice, Reversal: of})
	if err != nil {
		return failure(err)
	}
	if err := n.send(ctx, fmt.Sprintf("%s.%s.%d", of.ID, request.What, request.Reminder), issued.Email, subject, body); err != nil {
		return err
	}
	if request.What == notice.RedAwaitsBuyer {
		ctx, stop := noting(ctx)
		defer stop()
		return failure(n.Office.Reversals.RecordReminded(ctx, of.ID, request.Reminder))
	}
	return nil
}

// send hands over a mail; a customer without an address is not told, and that is no failure.
func (n *Notices) send(ctx context.Context, about, to, subject, body string) error {
	return n.hand(ctx, Mail{MessageID: about + "@kaipiao", To: to, Subject: subject, Body: body})
}

func (n *Notices) hand(ctx context.Context, mail Mail) error {
	if n.instead != "" {
		mail.To = n.instead
	}
	if mail.To == "" {
		return nil
	}
	defer alive(ctx)()
	if err := n.Mailer.Send(ctx, mail); err != nil {
		return failure(fmt.Errorf("mail the notice %s: %w", mail.MessageID, err))
	}
	return nil
}

// Alert is a new operator task: a seller's trouble, a missed promise, a contradiction with its task, a comparison that found what
// people must decide, a form that the buyer began, or something that is wrong with one document, which is read from its task.
type Alert struct {
	Seller      ids.Seller      `json:"seller,omitempty"`
	Cause       invoice.Cause   `json:"cause,omitempty"`
	Missed      *message.Missed `json:"missed,omitempty"`
	Contradicts *Contradicted   `json:"contradicts,omitempty"`
	Task        int64           `json:"task,omitempty"`
	Reconciled  *Reconciled     `json:"reconciled,omitempty"`
	Form        *FormWaits      `json:"form,omitempty"`
}

// FormWaits is a red-letter form that the buyer began, and until when finance may confirm or deny it (V8).
type FormWaits struct {
	Reversal ids.Reversal `json:"reversal"`
	LapsesAt time.Time    `json:"lapses_at"`
}

// SendAlert mails the operators about a new task. Sent twice, both mails carry the same message id.
func (n *Notices) SendAlert(ctx context.Context, a Alert) error {
	about, alert := fmt.Sprintf("seller.%s.%s.%d", a.Seller, a.Cause, a.Task), notice.Alert{Seller: a.Seller, Cause: a.Cause}
	switch {
	case a.Missed != nil:
		subject, err := n.Office.Promises.SubjectOf(ctx, *a.Missed)
		if err != nil {
			return failure(err)
		}
		about = fmt.Sprintf("%s.%s.%d", subject, a.Missed.Stage, a.Missed.DueAt.Unix())
		alert = notice.Alert{Subject: subject, Stage: a.Missed.Stage, DueAt: a.Missed.DueAt.In(calendar.Shanghai)}
	case a.Contradicts != nil:
		about = fmt.Sprintf("%s.%s.%d", a.Contradicts.Workflow, a.Contradicts.Code, a.Task)
		alert = notice.Alert{Subject: a.Contradicts.Workflow, Contradicts: &a.Contradicts.Contradiction, Task: a.Task}
	case a.Reconciled != nil:
		about = "reconciliation." + string(a.Reconciled.Reconciliation)
		alert = notice.Alert{Reconciliation: a.Reconciled.Reconciliation, Differences: a.Reconciled.Differences, Unrepaired: a.Reconciled.Unrepaired}
	case a.Form != nil:
		about, alert = string(a.Form.Reversal)+".waits", notice.Alert{Form: a.Form.Reversal, DueAt: a.Form.LapsesAt.In(calendar.Shanghai)}
	case a.Cause == invoice.NoCause:
		document, err := n.Office.Tasks.Task(ctx, a.Task)
		if err != nil {
			return failure(err)
		}
		about = fmt.Sprintf("%s.%s.%d", document.Subject, document.Kind, a.Task)
		alert = notice.Alert{Subject: document.Subject, Says: document.Says, Task: a.Task}
	}
	subject, body, err := notice.WriteAlert(alert)
	if err != nil {
		return failure(err)
	}
	if err := n.send(ctx, about, n.Operators, subject, body); err != nil {
		return err
	}
	return failure(n.recordTold(ctx, a, alert))
}

// noting is for what is noted of a mail that was handed over: also where the run that wanted it, or the worker, ends meanwhile, so that
// it is not sent again.
func noting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
}

// recordTold notes that the operators were told, so that another run need not.
func (n *Notices) recordTold(ctx context.Context, a Alert, said notice.Alert) error {
	ctx, stop := noting(ctx)
	defer stop()
	switch {
	case a.Missed != nil:
		return n.Office.Tasks.ToldOfPromise(ctx, said.Subject, said.Stage, n.Now())
	case a.Task != 0:
		return n.Office.Tasks.Told(ctx, a.Task, n.Now())
	default:
		return nil
	}
}
