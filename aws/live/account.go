package live

import (
	"fmt"
	"log/slog"
	"slices"
)

// Account is one AWS account that the bot works in.
type Account struct {
	Alias      string // what people call it, "prod"
	ID         string // 12 digits
	RoleARN    string // the role to assume; empty: the base credentials are of this account
	ExternalID string // sent with AssumeRole; empty: none
	Regions    []string
}

// String returns alias and id. It is what fmt prints, so that an external id
// never ends up in a log by accident.
func (a Account) String() string { return fmt.Sprintf("%s (%s)", a.Alias, a.ID) }

// LogValue returns the same for slog.
func (a Account) LogValue() slog.Value { return slog.StringValue(a.String()) }

// has reports whether the account is configured for the Region.
func (a Account) has(region string) bool { return slices.Contains(a.Regions, region) }

// Source knows the accounts. It is asked at every call, so what changes there
// holds from then on. Implementations are safe for concurrent use, and answer at
// once.
type Source interface {
	Roles() []Account
}

// Accounts are a Source that never changes.
type Accounts []Account

// Roles implements Source.
func (a Accounts) Roles() []Account { return a }
