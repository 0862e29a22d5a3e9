package sim

// AddRole adds an IAM role, or replaces the one with the same ARN. Sessions of
// the role that replaced one go on.
func (c *Cloud) AddRole(r Role) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.roles[r.ARN] = r
}

// RemoveRole takes a role away. It cannot be assumed any more, and the keys
// that it has handed out are refused.
func (c *Cloud) RemoveRole(arn string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.roles, arn)
}
