package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"kaipiao/encryption"
	"kaipiao/settings"
	"kaipiao/temporalgate"
)

// keysCommand changes the file of the keys with which everything is encrypted that Temporal keeps (KAIPIAO_TEMPORAL_KEYS). Programs that run
// read it again by themselves.
type keysCommand struct {
	List   listKeysCommand  `cmd:"" help:"List the keys, without what is secret."`
	Add    addKeyCommand    `cmd:"" help:"Add a new key, which decrypts; the first one of a new file encrypts."`
	Use    useKeyCommand    `cmd:"" help:"Have everything new be encrypted with a key that every program has by now."`
	Retire retireKeyCommand `cmd:"" help:"Forget a key that nothing needs any more."`
	Share  shareKeyCommand  `cmd:"" help:"Add a key that a service shares with us which applies through Temporal, and print its own key file."`
}

type listKeysCommand struct{}

// Run prints a line for each.
func (listKeysCommand) Run() error {
	_, keys, err := readKeys()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tUSE\tENCRYPTED UNTIL")
	for _, key := range keys {
		until := ""
		if !key.Until.IsZero() {
			until = key.Until.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", key.ID, key.Use, until)
	}
	return table.Flush()
}

type addKeyCommand struct {
	ID string `arg:"" optional:"" help:"What the key is called; by default the day."`
}

// Run adds one.
func (c addKeyCommand) Run() error {
	path, keys, err := readKeys()
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if c.ID == "" {
		c.ID = keys.NextID(time.Now())
	}
	keys, err = keys.Add(encryption.NewKey(c.ID, encryption.Decrypts))
	if err == nil {
		err = keys.WriteFile(path)
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s has the key %s. Bring the file to every machine, then: starter keys use %s\n", path, c.ID, c.ID)
	return nil
}

type useKeyCommand struct {
	ID string `arg:"" help:"The key."`
}

// Run has it encrypt.
func (c useKeyCommand) Run() error {
	path, keys, err := readKeys()
	if err != nil {
		return err
	}
	keys, err = keys.Encrypt(c.ID, time.Now())
	if err == nil {
		err = keys.WriteFile(path)
	}
	if err != nil {
		return err
	}
	fmt.Printf("the key %s encrypts; those from before decrypt\n", c.ID)
	return nil
}

type retireKeyCommand struct {
	ID string `arg:"" help:"The key."`
}

// Run forgets it, unless something that Temporal keeps needs it.
func (c retireKeyCommand) Run(ctx context.Context) error {
	path, keys, err := readKeys()
	if err != nil {
		return err
	}
	keys, err = keys.Retire(ctx, c.ID, time.Now(), begunInTemporal)
	if err == nil {
		err = keys.WriteFile(path)
	}
	if err != nil {
		return err
	}
	fmt.Printf("the key %s is gone\n", c.ID)
	return nil
}

// begunInTemporal counts the runs that Temporal keeps from before an instant.
func begunInTemporal(ctx context.Context, before time.Time) (int, error) {
	s, err := settings.Load()
	if err != nil {
		return 0, err
	}
	gate, err := temporalgate.Dial(ctx, temporalgate.From(s))
	if err != nil {
		return 0, err
	}
	defer gate.Close()
	return gate.CountBegun(ctx, before)
}

type shareKeyCommand struct {
	ID string `arg:"" help:"What the key is called: the service that has it."`
}

// Run adds it, and prints what the service keeps.
func (c shareKeyCommand) Run() error {
	path, keys, err := readKeys()
	if err != nil {
		return err
	}
	key := encryption.NewKey(c.ID, encryption.Caller)
	keys, err = keys.Add(key)
	if err == nil {
		err = keys.WriteFile(path)
	}
	if err != nil {
		return err
	}
	key.Use = encryption.Encrypts
	_, err = os.Stdout.Write(encryption.Keys{key}.Bytes())
	return err
}

// readKeys reads the file, which may be missing.
func readKeys() (string, encryption.Keys, error) {
	s, err := settings.Load()
	if err != nil {
		return "", nil, err
	}
	keys, err := encryption.ReadFile(s.TemporalKeys)
	return s.TemporalKeys, keys, err
}
