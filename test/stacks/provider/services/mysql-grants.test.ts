import { describe, expect, it } from 'vitest'
import { areSameGrants, grantStatements, parseGrants } from '../../../../stacks/provider/services/mysql-grants.ts'

const USER = "'airflow'@'%'"

describe('what SHOW GRANTS says', () => {
  it('becomes grants by database', () => {
    expect(
      parseGrants([
        "GRANT USAGE ON *.* TO `airflow`@`%` IDENTIFIED BY PASSWORD '*81F5'",
        'GRANT ALL PRIVILEGES ON `airflow`.* TO `airflow`@`%`',
        'GRANT SELECT, CREATE TEMPORARY TABLES ON `odd``name`.* TO `airflow`@`%` WITH GRANT OPTION',
        'GRANT SELECT ON `airflow`.`dag` TO `airflow`@`%`',
        'GRANT `role`@`%` TO `airflow`@`%`',
      ]),
    ).toEqual([
      { database: 'airflow', privileges: ['ALL'] },
      { database: 'odd`name', privileges: ['SELECT', 'CREATE TEMPORARY TABLES'] },
    ])
  })
})

describe('the statements for wanted grants', () => {
  it('give before they take, and take only what is not wanted', () => {
    const wanted = [{ database: 'airflow', privileges: ['select', 'INSERT'] }]
    const found = [
      { database: 'airflow', privileges: ['SELECT', 'DROP'] },
      { database: '*', privileges: ['PROCESS'] },
    ]
    expect(grantStatements(USER, wanted, found)).toEqual([
      `GRANT select, INSERT ON \`airflow\`.* TO ${USER}`,
      `REVOKE DROP ON \`airflow\`.* FROM ${USER}`,
      `REVOKE PROCESS ON *.* FROM ${USER}`,
    ])
  })

  it('take nothing from whom everything is allowed', () => {
    const wanted = [{ database: 'airflow', privileges: ['ALL'] }]
    expect(grantStatements(USER, wanted, [{ database: 'airflow', privileges: ['SELECT'] }])).toHaveLength(1)
  })
})

it('grants are the same in any order and case, and however they are written', () => {
  const one = [{ database: 'a', privileges: ['SELECT', 'INSERT'] }]
  expect(areSameGrants(one, [{ database: 'a', privileges: ['insert', 'select'] }])).toBe(true)
  expect(
    areSameGrants([{ database: 'a', privileges: ['ALL PRIVILEGES'] }], [{ database: 'a', privileges: ['ALL'] }]),
  ).toBe(true)
  expect(areSameGrants(one, [])).toBe(false)
  expect(areSameGrants([], [{ database: '*', privileges: ['PROCESS'] }])).toBe(false)
})
