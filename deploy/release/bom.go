package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
)

// self is what the list calls the release as a whole.
const self = "kaipiao"

// describe writes what the programs are made of (SBOM, CycloneDX): modules as the programs themselves have them written down, with Go's own
// checksums, and what npm installs to be printed with or shown. The programs of one architecture are looked at; the others are made of the same.
func describe(ctx context.Context, s source, describer, built, into string) error {
	list := newList(s)
	for _, program := range programs {
		one, err := modulesOf(ctx, s, describer, filepath.Join(built, program))
		if err != nil {
			return err
		}
		list.take(program, one)
	}
	if err := list.takeNPM("package-lock.json"); err != nil {
		return err
	}
	written, err := list.written()
	if err != nil {
		return err
	}
	to := filepath.Join(into, fmt.Sprintf("kaipiao_%s_sbom.cdx.json", s.Version))
	if err := os.WriteFile(to, written, plain); err != nil {
		return fmt.Errorf("write what the programs are made of: %w", err)
	}
	fmt.Println(to)
	return nil
}

// modulesOf asks the describer what is in a program.
func modulesOf(ctx context.Context, s source, describer, program string) (*cdx.BOM, error) {
	command := exec.CommandContext(ctx, describer, "bin", "-json", "-std", "-noserial", "-notimestamp", "-licenses", "-assert-licenses",
		"-version", "v"+s.Version, program)
	var said bytes.Buffer
	command.Stderr = &said
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("list the modules of %s: %w: %s", program, err, said.String())
	}
	var read cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(output), cdx.BOMFileFormatJSON).Decode(&read); err != nil {
		return nil, fmt.Errorf("read the modules of %s: %w", program, err)
	}
	return &read, nil
}

// list is one list of what several programs are made of.
type list struct {
	source     source
	components map[string]cdx.Component
	needs      map[string]map[string]bool
	tools      *cdx.ToolsChoice
}

func newList(s source) *list {
	return &list{source: s, components: map[string]cdx.Component{}, needs: map[string]map[string]bool{self: {}}}
}

// take adds a program with its modules.
func (l *list) take(program string, described *cdx.BOM) {
	l.add(cdx.Component{BOMRef: program, Type: cdx.ComponentTypeApplication, Name: program, Version: l.source.Version}, self)
	main := ""
	if described.Metadata != nil && described.Metadata.Component != nil {
		main = described.Metadata.Component.BOMRef
		l.tools = withoutHashes(described.Metadata.Tools)
	}
	if described.Components != nil {
		for _, component := range *described.Components {
			l.add(component, program)
		}
	}
	if described.Dependencies == nil {
		return
	}
	for _, dependency := range *described.Dependencies {
		if dependency.Ref == main || dependency.Dependencies == nil {
			continue
		}
		for _, needed := range *dependency.Dependencies {
			l.need(dependency.Ref, needed)
		}
	}
}

// withoutHashes are the tools by name and version: whoever makes the list again has built them in another folder.
func withoutHashes(said *cdx.ToolsChoice) *cdx.ToolsChoice {
	if said == nil || said.Tools == nil {
		return said
	}
	for i := range *said.Tools {
		(*said.Tools)[i].Hashes = nil
	}
	return said
}

func (l *list) add(component cdx.Component, neededBy string) {
	l.components[component.BOMRef] = component
	l.need(component.BOMRef, "")
	l.need(neededBy, component.BOMRef)
}

func (l *list) need(who, whom string) {
	if l.needs[who] == nil {
		l.needs[who] = map[string]bool{}
	}
	if whom != "" {
		l.needs[who][whom] = true
	}
}

// lock is what is read of npm's list of what it installs.
type lock struct {
	Packages map[string]struct {
		Version      string            `json:"version"`
		Integrity    string            `json:"integrity"`
		License      string            `json:"license"`
		Dependencies map[string]string `json:"dependencies"`
	} `json:"packages"`
}

var errIntegrity = errors.New("a package of npm has no SHA-512")

// takeNPM adds the font, the script of the pages and the style of the API's page, which npm installs. What they need themselves is not shipped.
func (l *list) takeNPM(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read what npm installs: %w", err)
	}
	var read lock
	if err := json.Unmarshal(content, &read); err != nil {
		return fmt.Errorf("read what npm installs: %w", err)
	}
	for name := range read.Packages[""].Dependencies {
		found := read.Packages["node_modules/"+name]
		sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(found.Integrity, "sha512-"))
		if err != nil || len(sum) != 64 {
			return fmt.Errorf("%s: %w", name, errIntegrity)
		}
		reference := "pkg:npm/" + strings.ReplaceAll(name, "@", "%40") + "@" + found.Version
		l.add(cdx.Component{
			BOMRef: reference, Type: cdx.ComponentTypeLibrary, Name: name, Version: found.Version, PackageURL: reference,
			Hashes:   &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA512, Value: hex.EncodeToString(sum)}},
			Licenses: &cdx.Licenses{{Expression: found.License}},
		}, "starter")
	}
	return nil
}

// written is the list as JSON, in an order of its own, with the commit's time and a serial number that is the commit's.
func (l *list) written() ([]byte, error) {
	bom := cdx.NewBOM()
	bom.SerialNumber = uuid.NewSHA1(uuid.NameSpaceOID, []byte(self+" "+l.source.Version+" "+l.source.Hash)).URN()
	bom.Metadata = &cdx.Metadata{
		Timestamp: l.source.At.Format(time.RFC3339), Tools: l.tools,
		Component: &cdx.Component{BOMRef: self, Type: cdx.ComponentTypeApplication, Name: self, Version: l.source.Version},
	}
	components := slices.SortedFunc(maps.Values(l.components), func(a, b cdx.Component) int { return cmp.Compare(a.BOMRef, b.BOMRef) })
	bom.Components = &components
	var dependencies []cdx.Dependency
	for _, who := range slices.Sorted(maps.Keys(l.needs)) {
		needed := slices.Sorted(maps.Keys(l.needs[who]))
		dependencies = append(dependencies, cdx.Dependency{Ref: who, Dependencies: &needed})
	}
	bom.Dependencies = &dependencies
	var written bytes.Buffer
	if err := cdx.NewBOMEncoder(&written, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).Encode(bom); err != nil {
		return nil, fmt.Errorf("write what the programs are made of: %w", err)
	}
	return written.Bytes(), nil
}
