package main

import (
	"context"
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
	path, err := keyFile()
	if err != nil {
		return err
	}
	keys, err := encryption.ReadFile(path)
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
	path, err := keyFile()
	if err != nil {
		return err
	}
	first := false
	err = encryption.ChangeFile(path, func(keys encryption.Keys) (encryption.Keys, error) {
		if c.ID == "" {
			c.ID = keys.NextID(time.Now())
		}
		first = len(keys) == 0
		return keys.Add(encryption.NewKey(c.ID, encryption.Decrypts))
	})
	if err != nil {
		return err
	}
	if first {
		fmt.Printf("%s is made; its key %s encrypts. Bring the file to every machine.\n", path, c.ID)
		return nil
	}
	fmt.Printf("%s has the key %s. Bring the file to every machine, then: starter temporal-keys use %s\n", path, c.ID, c.ID)
	return nil
}

type useKeyCommand struct {
	ID string `arg:"" help:"The key."`
}

// Run has it encrypt.
func (c useKeyCommand) Run() error {
	path, err := keyFile()
	if err != nil {
		return err
	}
	err = encryption.ChangeFile(path, func(keys encryption.Keys) (encryption.Keys, error) { return keys.Encrypt(c.ID, time.Now()) })
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
	path, err := keyFile()
	if err != nil {
		return err
	}
	err = encryption.ChangeFile(path, func(keys encryption.Keys) (encryption.Keys, error) {
		return keys.Retire(ctx, c.ID, time.Now(), begunInTemporal)
	})
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
	path, err := keyFile()
	if err != nil {
		return err
	}
	key := encryption.NewKey(c.ID, encryption.Caller)
	err = encryption.ChangeFile(path, func(keys encryption.Keys) (encryption.Keys, error) { return keys.Add(key) })
	if err != nil {
		return err
	}
	key.Use = encryption.Encrypts
	_, err = os.Stdout.Write(encryption.Keys{key}.Bytes())
	return err
}

// keyFile is where the keys are.
func keyFile() (string, error) {
	s, err := settings.Load()
	return s.TemporalKeys, err
}
