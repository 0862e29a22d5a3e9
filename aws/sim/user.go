package sim

import (
	"fmt"
	"regexp"
)

var (
	userShape = regexp.MustCompile(`^arn:[\w-]+:iam::(\d{12}):user/[\w+=,.@/-]+$`)
	keyShape  = regexp.MustCompile(`^AKIA[A-Z0-9]{16}$`)
)

// User is an IAM user with one access key that does not expire.
type User struct {
	// ARN is arn:aws:iam::<account>:user/<name>.
	ARN string
	// AccessKey is AKIA and 16 capital letters or digits. Any secret will do.
	AccessKey string
	// Policies are its identity policies, as JSON. None means that the user
	// may do everything.
	Policies []string
}

// user is a User with its policies parsed.
type user struct {
	User
	id       string
	policies []document
}

// AddUser adds an IAM user, or replaces the one with the same access key. What
// its policies say and this package does not know is an error.
func (c *Cloud) AddUser(u User) error {
	if !userShape.MatchString(u.ARN) || !keyShape.MatchString(u.AccessKey) {
		return fmt.Errorf("add user: %q with key %q is not the ARN of a user with an access key", u.ARN, u.AccessKey)
	}
	made := &user{User: u}
	for _, text := range u.Policies {
		if n := policySize(text); n > maxManaged {
			return fmt.Errorf("add user %s: a policy has %d characters, and IAM allows %d", u.ARN, n, maxManaged)
		}
		d, err := parsePolicy(text, identityPolicy)
		if err != nil {
			return fmt.Errorf("add user %s: %w", u.ARN, err)
		}
		made.policies = append(made.policies, d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	made.id = "AIDA" + c.token(17)
	c.users[u.AccessKey] = made
	return nil
}
