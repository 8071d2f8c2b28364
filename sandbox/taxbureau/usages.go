package taxbureau

import (
	"net/http"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// Usage is what the buyer has done with a document (发票用途状态), in the bureau's numbers.
type Usage struct {
	Number string `json:"number"`
	// Status is what is left of it (发票状态).
	Status BlueState `json:"status"`
	// Usage is 1 for a document that was deducted (发票用途), Booking "02" for one that was entered into accounts (入账状态).
	Usage   int    `json:"usage"`
	Booking string `json:"booking"`
	// Locked: a red-letter form is open for it (红字锁定).
	Locked bool `json:"locked"`
}

// The bureau's numbers for use and booking.
const (
	unused    = 0
	deducted  = 1
	notBooked = "01"
	booked    = "02"
)

// Usage tells what the buyer has done with a document; it reports false when there is no such document.
func (r *Register) Usage(number string) (usage Usage, exists bool, err error) {
	err = r.store.View(func(tx store.Tx) error {
		now := r.now()
		var of blue
		if of, exists, err = readBlue(tx, number, now); err != nil || !exists {
			return err
		}
		usage = Usage{Number: number, Status: of.status(now), Usage: unused, Booking: notBooked}
		if of.buyer.Used {
			usage.Usage = deducted
		}
		if of.buyer.Booked {
			usage.Booking = booked
		}
		_, usage.Locked = of.openForm(now)
		return nil
	})
	return usage, exists, err
}

func (d *Desk) usage(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	found, exists, err := d.register.Usage(number)
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	d.faults.Serve(w, r, faults.QueryRed, number, func(mode faults.Mode) jsonhttp.Answer {
		if refused, struck := refusedQuery(mode); struck {
			return refused
		}
		if !exists {
			return answer(UnknownSerial, nil)
		}
		return answer(OK, found)
	}, faults.Pending)
}
