package sim

import "fmt"

// AddRole adds an IAM role, or replaces the one with the same ARN. Sessions of
// the role that it replaces go on, with the policies of the new one. What its
// policies say and this package does not know is an error.
func (c *Cloud) AddRole(r Role) error {
	if roleAccount(r.ARN) == "" {
		return fmt.Errorf("add role: %q is not the ARN of a role", r.ARN)
	}
	made, err := parseRole(r)
	if err != nil {
		return fmt.Errorf("add role %s: %w", r.ARN, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.roles[r.ARN] = made
	return nil
}

// RemoveRole takes a role away. It cannot be assumed any more, and the keys
// that it has handed out are refused.
func (c *Cloud) RemoveRole(arn string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.roles, arn)
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
	made.id = "AIDA" + c.ids.token(17)
	c.users[u.AccessKey] = made
	return nil
}
