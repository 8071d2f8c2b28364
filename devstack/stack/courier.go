package stack

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"kaipiao/courier/clients"
	"kaipiao/sandbox/sf"
)

// prepareCourier writes the contract with SF Express, as the sandbox plays it, where that is the courier and no other contract is set.
func (s *Stack) prepareCourier() error {
	if s.settings.Courier == clients.SF && s.settings.CourierFile == "" {
		s.settings.CourierFile = filepath.Join(s.settings.RunDir, "courier-sf.yaml")
		if err := os.WriteFile(s.settings.CourierFile, []byte(sandboxContract(s.settings.SandboxAddr)), 0o600); err != nil {
			return fmt.Errorf("write the courier's contract: %w", err)
		}
	}
	// Made here only to say at once what is wrong with it.
	_, err := clients.New(clients.Config{Name: s.settings.Courier, File: s.settings.CourierFile, BaseURL: s.settings.CourierURL, Now: time.Now})
	return err
}

// sandboxContract is the contract that the sandbox's SF Express takes.
func sandboxContract(address string) string {
	return fmt.Sprintf(`# The sandbox's SF Express: nothing here is a secret. It is written anew at each start.
base_url: http://%s%s
partner_id: %s
check_word: %s
monthly_card: "%s"
express_type: 2
sender: {company: 开票科技, contact: 财务部, phone: "075500000000", province: 广东省, city: 深圳市, county: 福田区, address: 沙箱路1号}
`, address, sf.Path, sf.PartnerID, sf.CheckWord, sf.MonthlyCard)
}
