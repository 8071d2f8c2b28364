// Package store keeps the sandbox's world in one bbolt file, so that it survives a restart and kill -9.
package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bberrors "go.etcd.io/bbolt/errors"
)

// Bucket is a named collection of records in the file.
type Bucket string

// The collections of the world.
const (
	Documents    Bucket = "documents"    // serial → what the tax bureau made of it
	Numbers      Bucket = "numbers"      // invoice number → serial
	Reservations Bucket = "reservations" // serial → number drawn beforehand
	Quotas       Bucket = "quotas"       // seller → monthly quota; seller and month → what of it is used
	RedForms     Bucket = "red_forms"    // red serial → red-letter form
	RedNumbers   Bucket = "red_numbers"  // number of a red invoice → red serial
	Reversals    Bucket = "reversals"    // number of a blue invoice → red serials of the forms entered for it
	Buyers       Bucket = "buyers"       // number of a blue invoice → what its buyer has done with it
	Voids        Bucket = "voids"        // number of a paper invoice → when it was voided
	Callbacks    Bucket = "callbacks"    // order → what the customer of the provider is still to be told
	Parcels      Bucket = "parcels"      // reference → parcel
	SFOrders     Bucket = "sf_orders"    // order id → order at SF Express
	Mails        Bucket = "mails"        // order of arrival → mail
	Webhooks     Bucket = "webhooks"     // order of arrival → message to a subscriber
	Nuonuo       Bucket = "nuonuo"       // "order/" and serial, "bill/" and red serial → what Nuonuo keeps of it; "serial/" and its own → ours
	Faults       Bucket = "faults"       // one record: the standing faults
)

var buckets = []Bucket{
	Documents, Numbers, Reservations, Quotas, RedForms, RedNumbers, Reversals, Buyers, Voids, Callbacks, Parcels, SFOrders, Mails, Webhooks, Nuonuo,
	Faults,
}

// batchDelay is how long a write waits for others to share one sync to disk with it.
const batchDelay = 2 * time.Millisecond

// Store is the open file. It is safe for concurrent use.
type Store struct{ db *bbolt.DB }

// Open opens or makes the file in a directory, which is made too. Only one process may have it open.
func Open(directory string) (*Store, error) {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	path := filepath.Join(directory, "world.db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if errors.Is(err, bberrors.ErrTimeout) {
		return nil, fmt.Errorf("%s is in use by another sandbox; stop that one or set KAIPIAO_RUN_DIR", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.MaxBatchDelay = batchDelay
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, bucket := range buckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(bucket)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare %s: %w", path, err), db.Close())
	}
	return &Store{db: db}, nil
}

// Close waits for running transactions and closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Update runs one write transaction, synced to disk before it returns. The work may be run more than once.
func (s *Store) Update(work func(Tx) error) error {
	return s.db.Batch(func(tx *bbolt.Tx) error { return work(Tx{tx}) })
}

// View runs one read transaction.
func (s *Store) View(work func(Tx) error) error {
	return s.db.View(func(tx *bbolt.Tx) error { return work(Tx{tx}) })
}

// Tx is a running transaction.
type Tx struct{ tx *bbolt.Tx }

// Sequence counts up from 1 within a bucket.
func (t Tx) Sequence(bucket Bucket) (uint64, error) {
	return t.tx.Bucket([]byte(bucket)).NextSequence()
}

// Put writes a record.
func Put[T any](t Tx, bucket Bucket, key string, record T) error {
	content, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("write %s %q: %w", bucket, key, err)
	}
	return t.tx.Bucket([]byte(bucket)).Put([]byte(key), content)
}

// Delete forgets a record.
func Delete(t Tx, bucket Bucket, key string) error {
	return t.tx.Bucket([]byte(bucket)).Delete([]byte(key))
}

// Get reads a record; it reports false when there is none.
func Get[T any](t Tx, bucket Bucket, key string) (record T, found bool, err error) {
	content := t.tx.Bucket([]byte(bucket)).Get([]byte(key))
	if content == nil {
		return record, false, nil
	}
	if err := json.Unmarshal(content, &record); err != nil {
		return record, false, fmt.Errorf("read %s %q: %w", bucket, key, err)
	}
	return record, true, nil
}

// All reads every record of a bucket in the order of the keys.
func All[T any](t Tx, bucket Bucket) ([]T, error) {
	records := []T{}
	err := t.tx.Bucket([]byte(bucket)).ForEach(func(key, content []byte) error {
		var record T
		if err := json.Unmarshal(content, &record); err != nil {
			return fmt.Errorf("read %s %q: %w", bucket, key, err)
		}
		records = append(records, record)
		return nil
	})
	return records, err
}
