package taxbureau

import (
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/sandbox/store"
)

// channel is the fifth digit of a number. The bureau publishes no list of its meanings; nobody may rely on it.
type channel int

// The channels used here.
const (
	issuedOnTheWay channel = 2 // the number is given when the document is issued
	drawnAhead     channel = 7 // the number was drawn beforehand, as 乐企 does
)

// areaOfHeadOffice is Beijing's two digits, for sellers whose tax number names no area.
const areaOfHeadOffice = "11"

// draw makes the next invoice number: two digits of the year, two of the area, one of the channel, fifteen that count up.
func draw(tx store.Tx, by channel, area string, at time.Time) (string, error) {
	sequence, err := tx.Sequence(store.Numbers)
	if err != nil {
		return "", fmt.Errorf("draw an invoice number: %w", err)
	}
	year := at.In(calendar.Shanghai).Year() % 100
	return fmt.Sprintf("%02d%s%d%015d", year, area, by, sequence), nil
}

// areaOf reads the province out of a taxpayer number (its third and fourth character).
func areaOf(taxNumber string) string {
	if len(taxNumber) < 4 {
		return areaOfHeadOffice
	}
	area := taxNumber[2:4]
	for _, digit := range area {
		if digit < '0' || digit > '9' {
			return areaOfHeadOffice
		}
	}
	return area
}

// Reserve draws a number for a serial; asking again gives the same number. A document already issued keeps its own.
func (r *Register) Reserve(serial string) (number string, err error) {
	err = r.store.Update(func(tx store.Tx) error {
		var known bool
		number, known, err = store.Get[string](tx, store.Reservations, serial)
		if err != nil || known {
			return err
		}
		existing, _, err := store.Get[entry](tx, store.Documents, serial)
		if err != nil {
			return err
		}
		number = existing.Number
		if number == "" {
			number, err = draw(tx, drawnAhead, areaOfHeadOffice, r.now())
		}
		if err != nil {
			return err
		}
		return store.Put(tx, store.Reservations, serial, number)
	})
	return number, err
}
