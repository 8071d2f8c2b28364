package sf

import (
	"errors"
	"fmt"
	"slices"

	"kaipiao/courier"
	"kaipiao/domain/loggable"
)

// verdict is what an error of SF means for us.
type verdict int

const (
	// unknown: it may or may not have been done, or can be later. A code that is not in the table is this, too (I4).
	unknown verdict = iota
	// misconfigured: no parcel can be ordered until the settings or the contract are changed; then it can.
	misconfigured
	// refused: this very order is never taken.
	refused
	// repeated: there is an order with this id already.
	repeated
	// absent: there is no order with this id.
	absent
	// cancelled: the order was taken back.
	cancelled
)

// What the platform answers where all is well, and what a service does.
const (
	platformDone = "A1000"
	serviceDone  = "S0000"
)

// verdicts is the table of all codes that mean more than "try again".
var verdicts = map[string]verdict{
	"A1001": misconfigured, // a parameter of the envelope is missing
	"A1002": misconfigured, // the call, or the clock of who makes it, is too old
	"A1003": misconfigured, // the caller's IP address is not allowed
	"A1004": misconfigured, // no right to this service
	"A1006": misconfigured, // the digest is wrong
	"A1008": misconfigured,
	"A1010": misconfigured,
	"A1011": misconfigured,
	"1010":  misconfigured, "1011": misconfigured, "1012": misconfigured, // the sender
	"6126": misconfigured, "8114": misconfigured, "8119": misconfigured, "8179": misconfigured, "20052": misconfigured, // the monthly card
	"8256": misconfigured,                                              // the pay method
	"1014": refused, "1015": refused, "1016": refused, "8196": refused, // the recipient's address, name, phone
	"1023": refused, "20035": refused, // the goods
	"6135": refused, "8117": refused, // the order's data
	"8057": refused, "20036": refused, // the product is not offered there
	"8096": refused,                  // nobody collects at that time
	"8019": refused, "8252": refused, // it is confirmed already
	"8168": refused, // it is on its way already
	"8017": refused, // order and waybill do not belong together
	"8016": repeated,
	"6150": absent, "8018": absent,
	"8037": cancelled, "8253": cancelled,
}

// Within the client; its callers know the errors of the port.
var (
	errRepeated  = errors.New("there is an order with this id already")
	errAbsent    = errors.New("there is no such order")
	errCancelled = errors.New("the order was taken back")
)

// failure makes an error of a code. What SF says beside it may repeat the order, and stays out of logs (S6).
func failure(code, said string, retried ...string) error {
	shown, means := loggable.Code(code), verdicts[code]
	if means == refused && slices.Contains(retried, code) {
		means = unknown
	}
	kind := errors.New("SF Express did not do it")
	switch means {
	case refused:
		kind = courier.ErrRefusedForGood
	case repeated:
		kind = errRepeated
	case absent:
		kind = errAbsent
	case cancelled:
		kind = errCancelled
	case misconfigured:
		kind = errors.New("SF Express does not accept the contract's settings")
	case unknown: // as it stands
	}
	return loggable.Hide(fmt.Errorf("%w (%s): %s", kind, shown, said), fmt.Sprintf("%s (%s)", kind, shown))
}

// final makes the port's error of what is final for an order, and leaves everything else as it is.
func final(err error) error {
	if errors.Is(err, errAbsent) || errors.Is(err, errCancelled) {
		return fmt.Errorf("%w: %w", courier.ErrRefusedForGood, err)
	}
	return err
}
